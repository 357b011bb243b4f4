import { type DeviceId, MAX_PAYLOAD_BYTES, StatusMessage } from '@kaitong/contract';
import type { ConnectPacket } from 'aedes';
import { parsePayload } from './payload.ts';
import { upKindOf } from './topics.ts';

/** A will is what the device would say itself when its line breaks: a status on its own topic, and nothing else. */
export function isAcceptableWill(will: ConnectPacket['will'], deviceId: DeviceId): boolean {
  if (!will) return true;
  if (upKindOf(will.topic, deviceId) !== 'status' || will.qos === 2 || will.retain === true) return false;
  if (will.payload.length > MAX_PAYLOAD_BYTES) return false;
  return parsePayload(StatusMessage, will.payload)?.state === 'offline';
}
