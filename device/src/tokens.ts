import { type Duration, minutes, seconds } from '@kaitong/contract';
import { done, type Outcome, outcomeOf } from './outcome.ts';
import type { Credentials } from './pairing.ts';
import type { Clock } from './ports.ts';
import { secretProof } from './proofs.ts';
import type { RegionPort } from './region-client.ts';

export type Token = {
  value: string;
  mqttUrl: string;
  /** On the device's monotonic clock, counted from the platform's own times: a wrong wall clock does not matter. */
  renewAt: number;
  /** How long a status may be the last one. */
  statusEvery: Duration;
};

export type Tokens = {
  /** A token with enough life left; gets a new one when there is none. */
  current(): Promise<Outcome<Token>>;
  /** Call when the platform refused the token: the next `current()` gets a new one. */
  forget(token: string): void;
  /**
   * Milliseconds to add to the wall clock to get the platform's time, however often that clock is set meanwhile; 0 until the
   * platform told.
   */
  offset(): number;
};

/** Of a platform that does not say how often: devices count as offline after 75 s without a status there. */
const HEARTBEAT = seconds(20);

/** Keeps the short-lived token that serves MQTT (as password) and HTTP. Callers at the same time share one renewal. */
export function keepTokens(options: {
  credentials: Credentials;
  clock: Clock;
  region: RegionPort;
  /** The way to a region that asks for the certificate which proves the unit, in place of the secret. */
  showing?: ((url: string) => RegionPort) | undefined;
}): Tokens {
  const { credentials, clock, region, showing } = options;
  const client = region({});
  let held: Token | undefined;
  let renewal: Promise<Outcome<Token>> | undefined;
  let told: { platform: number; monotonic: number } | undefined;

  async function issue(): Promise<Outcome<Token>> {
    const { deviceId, secret } = credentials;
    const asked = await outcomeOf(() => client.getChallenge({ body: { deviceId } }));
    if (!asked.ok) return asked;
    const { challenge, certificateUrl } = asked.value;
    const given = await outcomeOf(() =>
      showing && certificateUrl !== undefined
        ? showing(certificateUrl)({}).getToken({ body: { deviceId, challenge } })
        : client.getToken({ body: { deviceId, challenge, proof: secretProof(secret, challenge) } }),
    );
    if (!given.ok) return given;
    const { token, mqttUrl, expiresAt, serverTime, statusSeconds } = given.value;
    told = { platform: Date.parse(serverTime), monotonic: clock.monotonic() };
    const left = Date.parse(expiresAt) - Date.parse(serverTime);
    // A fifth of its life before the end, so that neither a slow renewal nor a long upload meets an expired token.
    const renewAt = clock.monotonic() + left - Math.min(left / 5, minutes(5));
    const statusEvery = statusSeconds === undefined ? HEARTBEAT : seconds(statusSeconds);
    return done({ value: token, mqttUrl, renewAt, statusEvery });
  }

  async function renew(): Promise<Outcome<Token>> {
    const issued = await issue();
    if (issued.ok) held = issued.value;
    return issued;
  }

  return {
    async current() {
      if (held !== undefined && clock.monotonic() < held.renewAt) return done(held);
      renewal ??= renew().finally(() => {
        renewal = undefined;
      });
      return renewal;
    },
    forget(token) {
      if (held?.value === token) held = undefined;
    },
    offset: () => (told ? Math.round(told.platform + clock.monotonic() - told.monotonic - clock.wall()) : 0),
  };
}
