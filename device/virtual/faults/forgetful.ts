import type { Fetch } from '../../src/index.ts';
import type { Fault } from './fault.ts';

/** A camera's way to the platform with which it forgets what waits as soon as something goes wrong there. */
export function forgetful(fetch: Fetch, fault: Fault | undefined, forget: () => void): Fetch {
  if (fault?.flow === 'forgets_on_503')
    return async (...call) => {
      const response = await fetch(...call);
      if (response.status === 503) forget();
      return response;
    };
  if (fault?.flow === 'forgets_on_lost_line')
    return async (...call) => {
      try {
        return await fetch(...call);
      } catch (error) {
        forget();
        throw error;
      }
    };
  return fetch;
}
