import { createHmac, randomBytes } from 'node:crypto';
import { type DeviceId, seconds } from '@kaitong/contract';
import { isSame } from '../../secrets/tokens.ts';
import type { RegionContext } from '../context.ts';

const LIFE = seconds(60);

/** `expiry.random.seal`: the region's seal says that it made it, so nothing has to be stored, whoever asks how often. */
export function createChallenge(context: RegionContext, deviceId: DeviceId): string {
  const [key] = sealKeys(context);
  const body = `${context.clock.now().getTime() + LIFE}.${randomBytes(16).toString('base64url')}`;
  return `${body}.${seal(key, deviceId, body)}`;
}

/** Until when a challenge may be answered; `undefined` unless this region made it for this device within the last minute. */
export function readChallenge(context: RegionContext, deviceId: DeviceId, challenge: string): Date | undefined {
  const [, body, expiry, sealed] = /^((\d{13})\.[\w-]{22})\.([0-9a-f]{64})$/.exec(challenge) ?? [];
  if (body === undefined || sealed === undefined) return undefined;
  if (Number(expiry) <= context.clock.now().getTime()) return undefined;
  const isOurs = sealKeys(context).some((key) => isSame(sealed, seal(key, deviceId, body)));
  return isOurs ? new Date(Number(expiry)) : undefined;
}

const sealKeys = ({ secrets, region }: RegionContext) => secrets.derive(`device challenges ${region}`);

const seal = (key: Uint8Array, deviceId: DeviceId, body: string): string =>
  createHmac('sha256', key).update(`${deviceId} ${body}`).digest('hex');
