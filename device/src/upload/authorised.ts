import { type Outcome, outcomeOf } from '../outcome.ts';
import type { RegionClient, RegionPort } from '../region-client.ts';
import type { Tokens } from '../tokens.ts';

/** Calls the region with a token of the device. */
export type Authorised = <T>(call: (client: RegionClient) => Promise<T>) => Promise<Outcome<T>>;

/** With a valid token, renewed in time and where the platform asks for it. */
export function withTokens(options: { region: RegionPort; tokens: Tokens; signal: AbortSignal }): Authorised {
  const { region, tokens, signal } = options;
  return async (call) => {
    for (let renewed = false; ; renewed = true) {
      const token = await tokens.current();
      if (!token.ok) return token;
      const { value } = token.value;
      const outcome = await outcomeOf(() => call(region({ token: value, signal })));
      if (outcome.ok || outcome.problem.code !== 'device_token_invalid' || renewed) return outcome;
      tokens.forget(value);
    }
  };
}
