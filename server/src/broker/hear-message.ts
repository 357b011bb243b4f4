import {
  type DeviceId,
  type DeviceLogCode,
  ReplyMessage,
  StatusMessage,
  type UpKind,
  upTopic,
} from '@kaitong/contract';
import { takeReply } from '../region/commands/take-reply.ts';
import type { Speaker } from './line.ts';
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
export function hearMessage(speaker: Speaker, { topic, payload, qos, retain }: Publication): Promise<void> {
  const kind = upKindOf(topic, speaker.deviceId);
  if (kind === undefined)
    throw new ProtocolViolation('line_topic', `publishes to ${JSON.stringify(topic.slice(0, 80))}`, topic);
  if (qos > 1 || retain) throw new ProtocolViolation('line_qos', 'publishes with QoS 2 or retained');
  return hear[kind](speaker, payload);
}

const hear: Record<UpKind, (speaker: Speaker, payload: Uint8Array) => Promise<void>> = {
  async status(speaker, payload) {
    const { region, deviceId } = speaker;
    const status = parsePayload(StatusMessage, payload);
    if (!status) throw new ProtocolViolation('line_status_invalid', 'sends a status that is none');
    const heard = await region.presence.said(deviceId, status, isBeat(speaker, status));
    const { session, sequence } = status;
    if (heard === 'late')
      region.context.deviceLog.note(deviceId, 'status_late', { name: 'status', detail: `${session} ${sequence}` });
    if (heard === 'taken') noteSaid(speaker, status);
    if (heard === 'not_paired') throw new ProtocolViolation('line_not_paired', 'is not paired any more');
  },
  async reply({ region, deviceId, sent }, payload) {
    const reply = parsePayload(ReplyMessage, payload);
    if (!reply) throw new ProtocolViolation('line_reply_invalid', 'sends a reply that is none');
    await takeReply(region.context, deviceId, reply, sent.get(reply.id));
  },
};
