import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { root } from './command.ts';

/**
 * The PostgreSQL that tests share, as a child of ours: so its time is counted with ours, and it has our priority. Returns
 * what ends it. Where the one of an earlier run is still there it is used, and its time is not counted.
 */
export function keepDatabase(): () => Promise<void> {
  const keeper = fork(path.join(root, 'server/src/store/testing/keeper.ts'), { stdio: 'ignore' });
  const ended = once(keeper, 'exit');
  return async () => {
    if (keeper.connected) keeper.disconnect();
    await ended;
  };
}
