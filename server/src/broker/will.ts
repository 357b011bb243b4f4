import { type DeviceId, StatusMessage } from '@kaitong/contract';
import type { IConnectPacket } from 'mqtt-packet';
import { parsePayload } from './payload.ts';
import { upKindOf } from './topics.ts';

/** A will is what the device would say itself when its line breaks: a status on its own topic, and nothing else. */
export function isAcceptableWill(will: IConnectPacket['will'], deviceId: DeviceId): boolean {
  if (!will) return true;
  if (upKindOf(will.topic, deviceId) !== 'status' || will.qos === 2 || will.retain === true) return false;
  return parsePayload(StatusMessage, Buffer.from(will.payload))?.state === 'offline';
}
