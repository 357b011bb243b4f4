import { hasOperator, openSetUpLink } from '../control/accounts/set-up.ts';
import type { ControlContext } from '../control/context.ts';
import type { Connection } from '../store/connection.ts';
import { exclusively } from '../store/exclusively.ts';

export type FirstOperator = {
  /** As `openSetUpLink`; `undefined` also where another process made a link, and lives. */
  open(tell?: (link: string) => void): Promise<string | undefined>;
  close(): Promise<void>;
};

/**
 * Of several processes that start without an operator one makes the link, and it alone: a link of another one would end what
 * somebody has just read. If it dies, the next that starts makes a new one.
 */
export function openFirstOperator(connection: Connection, context: ControlContext): FirstOperator {
  let held: { release(): void; ended: Promise<unknown> } | undefined;

  async function claim(): Promise<boolean> {
    if (held) return true;
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const claimed = Promise.withResolvers<boolean>();
    const ended = exclusively(connection, 'kaitong first operator', async () => {
      claimed.resolve(true);
      await released;
    });
    ended.then(() => claimed.resolve(false), claimed.reject);
    if (!(await claimed.promise)) return false;
    held = { release, ended };
    return true;
  }

  async function close(): Promise<void> {
    const own = held;
    held = undefined;
    own?.release();
    await own?.ended.catch(() => {}); // its session may have gone with the database
  }

  return {
    async open(tell) {
      if (await hasOperator(context)) return undefined;
      if (!(await claim())) {
        context.log.info('operator.link_elsewhere');
        return undefined;
      }
      const link = await openSetUpLink(context, tell);
      if (link === undefined) await close();
      return link;
    },
    close,
  };
}
