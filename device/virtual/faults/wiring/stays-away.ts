import type { ConnectionPort } from '../../../src/index.ts';

/** A way to the broker that a camera goes once: a line that breaks is never taken up again. */
export const stayingAway = (connect: ConnectionPort): ConnectionPort => {
  let wasThere = false;
  return async (options) => {
    if (wasThere)
      return {
        ok: false,
        problem: { code: 'unreachable', detail: 'It has given up.', retry: true, retryAfterMs: null },
      };
    const opened = await connect(options);
    wasThere = opened.ok;
    return opened;
  };
};
