import { seconds } from '@kaitong/contract';
import type { Clock, ConnectionPort } from '../../../src/index.ts';

/** It goes on like this; then firmware that hurries begins anew. */
const TRIES = 6;

/** A way to the broker on which a camera that is refused tries again every second, by itself. */
export const hurryingBack =
  (connect: ConnectionPort, clock: Clock): ConnectionPort =>
  async (options) => {
    for (let tries = 1; ; tries++) {
      const opened = await connect(options);
      if (opened.ok || tries === TRIES) return opened;
      await clock.sleep(seconds(1));
    }
  };
