import {
  type DeviceFeatures,
  DeviceId,
  FirmwareVersion,
  PairingText,
  Region,
  type SampleKind,
  seconds,
  Uuid,
} from '@kaitong/contract';
import { z } from 'zod';
import { askAuthority, fetchTrusting } from '#platform';
import { retrying } from './back-off.ts';
import { done, failed, type Outcome, outcomeOf } from './outcome.ts';
import { type Clock, type Fetch, systemClock } from './ports.ts';
import { licenceProof } from './proofs.ts';
import { regionOverHttp } from './region-client.ts';

/** What a paired device keeps. The secret is the only proof of who it is. */
export const Credentials = z.object({
  deviceId: DeviceId,
  secret: z.string().min(1),
  region: Region,
  /** The region's address for HTTP; the MQTT address comes with each token. */
  url: z.url(),
  /** The certificate of the authority that the pairing code named, in PEM; without it those count that everybody trusts. */
  authority: z.string().optional(),
});
export type Credentials = z.output<typeof Credentials>;

export type PairingRequest = {
  /** The text of the app's QR code. */
  pairingText: string;
  uuid: string;
  authKey: string;
  firmware: string;
  features?: Partial<DeviceFeatures>;
  /** For what is no hardware: a browser, or a bridge before somebody else's camera. */
  sample?: SampleKind;
  fetch?: Fetch;
  clock?: Clock;
};

/** A pairing whose answer was lost can be asked for again while the token lives; nobody waits longer beside a camera. */
const PATIENCE = seconds(20);

/**
 * Pairs a unit: the app's token and the proof of the AuthKey become a device id and a secret. The AuthKey never leaves
 * the device. Problems: `pairing_token_invalid`, `licence_unknown`, `licence_proof_wrong`, `already_bound`,
 * `authority_wrong`, `demonstration_only`.
 */
export async function pairDevice(request: PairingRequest): Promise<Outcome<Credentials>> {
  const pairing = PairingText.safeParse(parseJson(request.pairingText));
  if (!pairing.success) return failed('pairing_token_invalid', 'This is not the text of a pairing code.');
  const uuid = Uuid.safeParse(request.uuid);
  if (!uuid.success) return failed('licence_unknown', 'The UUID must have 16–24 lower-case letters and digits.');
  const firmware = FirmwareVersion.safeParse(request.firmware);
  if (!firmware.success) return failed('input_invalid', 'The firmware version must look like 2.3.0.');
  const { u: url, t: token, ca } = pairing.data;
  const patience = { clock: request.clock ?? systemClock, random: Math.random, giveUpAfter: PATIENCE };
  const asked = ca === undefined ? done(undefined) : await retrying(patience, () => askAuthority(url, ca));
  if (!asked.ok) return asked;
  const authority = asked.value;
  const client = regionOverHttp(url, request.fetch ?? fetchTrusting(authority))({});
  const body = {
    token,
    uuid: uuid.data,
    proof: licenceProof(request.authKey, token, uuid.data),
    firmware: firmware.data,
    features: { sleepy: false, probe: false, simulate: false, ...request.features },
    ...(request.sample === undefined ? {} : { sample: request.sample }),
  };
  const answer = await retrying(patience, () => outcomeOf(() => client.pairDevice({ body })));
  if (!answer.ok) return answer;
  const { deviceId, secret, region } = answer.value;
  return done({ deviceId, secret, region, url, ...(authority === undefined ? {} : { authority }) });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
