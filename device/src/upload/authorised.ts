import { type Outcome, outcomeOf } from '../outcome.ts';
import type { Fetch } from '../ports.ts';
import { type RegionClient, regionClient } from '../region-client.ts';
import type { Token, Tokens } from '../tokens.ts';
import { KEPT_TOKEN_LIFE, type Misbehaviour } from './misbehaviour.ts';

/** Calls the region with a token of the device. */
export type Authorised = <T>(call: (client: RegionClient) => Promise<T>) => Promise<Outcome<T>>;

type Caller = { url: string; fetch: Fetch; tokens: Tokens; signal: AbortSignal };

/** How a device that is broken in some way shows its token. */
export function authorisedAs(misbehaviour: Misbehaviour | undefined): (caller: Caller) => Authorised {
  if (misbehaviour === 'keeps_token') return withOneToken;
  return misbehaviour === 'keeps_open_token' ? withOpenToken : withTokens;
}

/** With a valid token, renewed in time and where the platform asks for it. */
export function withTokens({ url, fetch, tokens, signal }: Caller): Authorised {
  return async (call) => {
    for (let renewed = false; ; renewed = true) {
      const token = await tokens.current();
      if (!token.ok) return token;
      const { value } = token.value;
      const client = regionClient({ url, fetch, token: value, signal });
      const outcome = await outcomeOf(() => call(client));
      if (outcome.ok || outcome.problem.code !== 'device_token_invalid' || renewed) return outcome;
      tokens.forget(value);
    }
  };
}

/** With the token that the opening was made with, for as long as it goes on. */
function withOpenToken({ url, fetch, tokens, signal }: Caller): Authorised {
  const opening = withTokens({ url, fetch, tokens, signal });
  let held: string | undefined;
  return async (call) => {
    if (held !== undefined) {
      const client = regionClient({ url, fetch, token: held, signal });
      return await outcomeOf(() => call(client));
    }
    const outcome = await opening(call);
    const token = await tokens.current();
    if (outcome.ok && token.ok) held = token.value.value;
    return outcome;
  };
}

/** With one short-lived token for as long as it goes on. */
function withOneToken({ url, fetch, tokens, signal }: Caller): Authorised {
  let token: Promise<Outcome<Token>> | undefined;
  return async (call) => {
    token ??= tokens.issue(KEPT_TOKEN_LIFE);
    const issued = await token;
    if (!issued.ok) return issued;
    const client = regionClient({ url, fetch, token: issued.value.value, signal });
    return await outcomeOf(() => call(client));
  };
}
