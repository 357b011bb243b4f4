import { type Duration, ProblemError, seconds } from '@kaitong/contract';
import { type Clock, type Credentials, type RegionPort, secretProof } from '../../../src/index.ts';
import { isVerification, type OpenEventCall } from './verification.ts';

/** It has to outlast an open and one object. */
const KEPT_TOKEN_LIFE: Duration = seconds(4);

/** Makes every call of an event with the token that it was opened with, whatever token the device offers. */
const withEventTokens = (
  region: RegionPort,
  tokenFor: (call: OpenEventCall, offered: string) => Promise<string>,
): RegionPort => {
  const held = new Map<string, string>();
  return (caller) => {
    const client = region(caller);
    const clientOf = (eventId: string) => {
      const token = held.get(eventId);
      return token === undefined ? client : region({ ...caller, token });
    };
    return {
      ...client,
      async openEvent(call) {
        const token = await tokenFor(call, caller.token ?? '');
        const opened = await region({ ...caller, token }).openEvent(call);
        held.set(opened.eventId, token);
        return opened;
      },
      declareObject: (call) => clientOf(call.params.eventId).declareObject(call),
      commitObject: (call) => clientOf(call.params.eventId).commitObject(call),
      closeEvent: (call) => clientOf(call.params.eventId).closeEvent(call),
    };
  };
};

/** Gets a new token for the next event only, whatever it is answered in the middle of one. */
export const keepingOpenToken = (region: RegionPort): RegionPort =>
  withEventTokens(region, async (_call, offered) => offered);

/** Uploads for a verification with a token that expires after the first object, and gets no other. */
export function keepingToken(region: RegionPort, camera: { credentials: Credentials; clock: Clock }): RegionPort {
  const { deviceId, secret } = camera.credentials;
  const verifying = new Set<string>();

  async function issue(): Promise<string> {
    const client = region({});
    const { challenge } = await client.getChallenge({ body: { deviceId } });
    const proof = secretProof(secret, challenge);
    const lifeSeconds = KEPT_TOKEN_LIFE / 1000;
    return (await client.getToken({ body: { deviceId, challenge, proof, lifeSeconds } })).token;
  }

  const kept = withEventTokens(region, async (call, offered) => (isVerification(call) ? await issue() : offered));
  return (caller) => {
    const client = kept(caller);
    return {
      ...client,
      async openEvent(call) {
        const opened = await client.openEvent(call);
        if (isVerification(call)) verifying.add(opened.eventId);
        return opened;
      },
      async commitObject(call) {
        const answer = await client.commitObject(call);
        const { eventId, n } = call.params;
        if (n === 0 && verifying.has(eventId)) await camera.clock.sleep(KEPT_TOKEN_LIFE, caller.signal);
        return answer;
      },
    };
  };
}

/** Goes on with the token and the address that it has, until a call is refused: a broker that refuses it changes nothing. */
export const keepingAddress = (region: RegionPort): RegionPort => {
  let kept: Awaited<ReturnType<ReturnType<RegionPort>['getToken']>> | undefined;
  const noticing = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof ProblemError && error.problem.code === 'device_token_invalid') kept = undefined;
      throw error;
    }
  };
  return (caller) => {
    const client = region(caller);
    return {
      ...client,
      async getToken(call) {
        kept ??= await client.getToken(call);
        return kept;
      },
      openEvent: (call) => noticing(client.openEvent(call)),
      declareObject: (call) => noticing(client.declareObject(call)),
      commitObject: (call) => noticing(client.commitObject(call)),
      closeEvent: (call) => noticing(client.closeEvent(call)),
    };
  };
};
