import { type Duration, type Pid, seconds } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext } from '../context.ts';
import { visibleProducts } from './find-product-for.ts';

type Context = Pick<ControlContext, 'db' | 'deviceFeed'>;
type Account = Pick<MakerCaller, 'accountId'>;

/** Longer than a list waits for a region that is silent: a busy fleet must not have it begun anew before it is there. */
const GAP = seconds(5);

/**
 * Calls `hear` when devices may have changed whose products this account sees, at once and then every few seconds at most,
 * until the returned function is called.
 */
export function hearDevices(context: Context, account: Account, hear: () => void): () => void {
  const told = spaced(hear, GAP);
  const off = context.deviceFeed.on((pids) => {
    if (pids === undefined) return told.again();
    // Asked each time: the account may have made a product since, or lost one. Rather once too often than never.
    sees(context, account, pids).then(
      (seen) => seen && told.again(),
      () => told.again(),
    );
  });
  return () => {
    off();
    told.stop();
  };
}

async function sees({ db }: Context, { accountId }: Account, pids: readonly Pid[]): Promise<boolean> {
  const found = await visibleProducts(db, accountId, 'listDevices')
    .where('product.pid', 'in', pids)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** Calls `act` at once, and after `gap` once more for all that was asked for meanwhile. */
function spaced(act: () => void, gap: Duration): { again(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let isAsked = false;
  function again(): void {
    isAsked = true;
    if (isStopped || timer !== undefined) return;
    isAsked = false;
    act();
    timer = setTimeout(() => {
      timer = undefined;
      if (isAsked) again();
    }, gap);
  }
  return {
    again,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
