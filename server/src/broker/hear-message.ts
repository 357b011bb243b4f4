import {
  type DeviceId,
  type DeviceLogCode,
  ReplyMessage,
  StatusMessage,
  type UpKind,
  upTopic,
} from '@kaitong/contract';
import { takeReply } from '../region/commands/take-reply.ts';
import type { HeardDevice } from './line.ts';
import type { Publication } from './mqtt/packets.ts';
import { isBeat, noteSaid } from './note-line.ts';
import { parsePayload } from './payload.ts';
import { upKindOf } from './topics.ts';

/** What a device may not do; it ends the connection, without PUBACK. */
export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation';
  readonly code: DeviceLogCode;
  readonly detail: string;

  constructor(code: DeviceLogCode, message: string, detail = '') {
    super(message);
    this.code = code;
    this.detail = detail;
  }
}

/** Whether it is a status, of which presence keeps the order. */
export const isSaid = ({ topic }: Publication, deviceId: DeviceId): boolean => topic === upTopic(deviceId, 'status');

/** Stores one message of a device. Resolves once it is stored: only then is it acknowledged. */
export function hearMessage(device: HeardDevice, { topic, payload, qos, retain }: Publication): Promise<void> {
  const kind = upKindOf(topic, device.deviceId);
  if (kind === undefined)
    throw new ProtocolViolation('line_topic', `publishes to ${JSON.stringify(topic.slice(0, 80))}`, topic);
  if (qos > 1 || retain) throw new ProtocolViolation('line_qos', 'publishes with QoS 2 or retained');
  return hear[kind](device, payload);
}

const hear: Record<UpKind, (device: HeardDevice, payload: Uint8Array) => Promise<void>> = {
  async status(device, payload) {
    const { region, deviceId } = device;
    const status = parsePayload(StatusMessage, payload);
    if (!status) throw new ProtocolViolation('line_status_invalid', 'sends a status that is none');
    const heard = await region.presence.said(deviceId, status, isBeat(device, status));
    const { session, sequence } = status;
    if (heard === 'late')
      region.context.deviceLog.note(deviceId, 'status_late', { name: 'status', detail: `${session} ${sequence}` });
    if (heard === 'taken') noteSaid(device, status);
    if (heard === 'not_paired') throw new ProtocolViolation('line_not_paired', 'is not paired any more');
  },
  async reply({ region, deviceId, sent }, payload) {
    const reply = parsePayload(ReplyMessage, payload);
    if (!reply) throw new ProtocolViolation('line_reply_invalid', 'sends a reply that is none');
    await takeReply(region.context, deviceId, reply, sent.get(reply.id));
  },
};
