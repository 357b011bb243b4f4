/** A server process of its own for tests: writes and erases what it is told until it is killed. */
import { openKeyStore } from '../open-key-store.ts';

export type Order = { is: 'put' | 'erase'; name: string; text: string };

const [first, second] = process.argv.slice(2);
if (!first || !second) throw new Error('usage: key-process.ts FIRST SECOND');

const { keys } = await openKeyStore({ first, second }, { isNeeded: false });
process.on('message', async ({ is, name, text }: Order) => {
  await (is === 'put' ? keys.put(name, text) : keys.erase(name));
  process.send?.(name);
});
process.send?.('');
