import { fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openKeyCopy, RECORD_KINDS } from './key-copy.ts';
import { openKeyStore } from './open-key-store.ts';
import type { Order } from './testing/key-process.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-keys-killed-'));
const folders = { first: path.join(folder, 'first'), second: path.join(folder, 'second') };
afterAll(() => rmSync(folder, { recursive: true }));

const ROUNDS = 4;
const LANES = 3;
const begun = { put: new Set<string>(), erase: new Set<string>() };
const done = { put: new Set<string>(), erase: new Set<string>() };
const secretOf = (name: string): string => `secret of ${name}.`;

/** Every other record of each kind is erased again; from some answer on nothing is awaited any more but the kill. */
async function workUntilKilled(round: number): Promise<void> {
  const child = fork(new URL('./testing/key-process.ts', import.meta.url), Object.values(folders), { execArgv: [] });
  await once(child, 'message');
  const told = new EventEmitter();
  let answers = 0;
  child.on('message', (name) => {
    if (++answers === 9 + round * 7) child.kill('SIGKILL');
    told.emit(String(name));
  });
  const gone = once(child, 'exit').then(() => true);
  const ask = async (order: Order): Promise<boolean> => {
    begun[order.is].add(order.name);
    const answered = once(told, order.name).then(() => false);
    child.send(order, () => {});
    const isGone = await Promise.race([answered, gone]);
    if (!isGone) done[order.is].add(order.name);
    return isGone;
  };
  const lane = async (number: number): Promise<void> => {
    for (let n = 0; ; n++) {
      const name = `${RECORD_KINDS[n % RECORD_KINDS.length]}/r${round}/l${number}.n${n}`;
      if (await ask({ is: 'put', name, text: secretOf(name) })) return;
      if (n % 2 === 1 && (await ask({ is: 'erase', name, text: '' }))) return;
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, n) => lane(n)));
}

test('whatever a process was told survives its kill -9 at any moment, of every kind, in both copies', async () => {
  for (let round = 0; round < ROUNDS; round++) await workUntilKilled(round);
  await openKeyStore(folders, { isNeeded: true });
  const copies = [await openKeyCopy(folders.first), await openKeyCopy(folders.second)];
  for (const copy of copies)
    for (const name of begun.put) {
      const read = await copy.read(name);
      const found = read.is === 'kept' ? read.text : undefined;
      if (done.erase.has(name)) expect(found).toBeUndefined();
      else if (done.put.has(name) && !begun.erase.has(name)) expect(found).toBe(secretOf(name));
      else expect([undefined, secretOf(name)]).toContain(found);
    }
  const [first, second] = copies;
  for (const kind of RECORD_KINDS) expect(await first?.list(kind)).toEqual(await second?.list(kind));
  for (const name of done.erase) expect(whereIs(secretOf(name)), name).toEqual([]);
  expect(done.put.size).toBeGreaterThan(ROUNDS * LANES);
});

const whereIs = (text: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    return entry.isFile() && readFileSync(file).includes(text) ? file : [];
  });
