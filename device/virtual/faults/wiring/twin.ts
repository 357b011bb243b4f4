import { seconds } from '@kaitong/contract';
import type { Clock, ConnectionPort } from '../../../src/index.ts';

/** The twin notices that the line is gone, and comes for it. */
const COMES_AFTER = seconds(1);
/** Where nobody takes it back, the camera was switched off: so is the twin. */
const STAYS = seconds(5);

/** A way to the broker that another unit with the same secret goes as well: whoever is there is replaced by the other. */
export const havingTwin =
  (connect: ConnectionPort, clock: Clock): ConnectionPort =>
  async (options) => {
    const opened = await connect(options);
    if (opened.ok) void takeLine();
    return opened;

    async function takeLine(): Promise<void> {
      await clock.sleep(COMES_AFTER);
      const twin = await connect({ ...options, onMessage: () => undefined });
      if (!twin.ok) return;
      await Promise.race([twin.value.closed, clock.sleep(STAYS)]);
      await twin.value.end();
    }
  };
