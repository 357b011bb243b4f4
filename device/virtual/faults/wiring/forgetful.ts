import type { Fetch } from '../../../src/index.ts';

/** A way to the platform on which a camera forgets what waits as soon as it is answered 503. */
export const forgettingOn503 =
  (fetch: Fetch, forget: () => void): Fetch =>
  async (...call) => {
    const response = await fetch(...call);
    if (response.status === 503) forget();
    return response;
  };

/** A way to the platform on which a camera forgets what waits as soon as the line is lost. */
export const forgettingOnLostLine =
  (fetch: Fetch, forget: () => void): Fetch =>
  async (...call) => {
    try {
      return await fetch(...call);
    } catch (error) {
      forget();
      throw error;
    }
  };
