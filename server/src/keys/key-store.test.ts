import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { cp, mkdir, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { days } from '@kaitong/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KeyCopy, openKeyCopy, RECORD_KINDS } from './key-copy.ts';
import { createKeyStore, heal, type OnDamage } from './key-store.ts';
import { openKeyStore } from './open-key-store.ts';
import { sealRecord } from './record-text.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-keys-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let places = 0;
const place = (): { first: string; second: string } => {
  const base = path.join(folder, String(places++));
  return { first: path.join(base, 'first'), second: path.join(base, 'second') };
};
const NAME = 'keys/3f/device.owner.fk1';
const fileOf = (copy: string, state: string) => path.join(copy, `${NAME}.${state}`);
const NOTHING = { completed: 0, erased: 0, mended: [], lost: [] };
/** What a copy alone says of a record. */
async function textIn(copy: KeyCopy, name: string): Promise<string | undefined> {
  const found = await copy.read(name);
  return found.is === 'kept' ? found.text : undefined;
}
/** Whether any file of a copy holds these bytes. */
const holds = (copy: string, text: string): boolean =>
  readdirSync(copy, { recursive: true, withFileTypes: true }).some(
    (entry) => entry.isFile() && readFileSync(path.join(entry.parentPath, entry.name)).includes(text),
  );

/** Another process is killed before its nth step, which steps over both copies are counted together. */
class Killed extends Error {}
function killedBefore(step: number): (copy: KeyCopy) => KeyCopy {
  let steps = 0;
  const next = (): void => {
    if (steps++ >= step) throw new Killed();
  };
  return (copy) => ({
    read: (name) => copy.read(name),
    list: (kind) => copy.list(kind),
    async put(name, text) {
      next();
      await copy.put(name, text);
    },
    async withdraw(name) {
      next();
      await copy.withdraw(name);
    },
    async mend(name, text) {
      next();
      await copy.mend(name, text);
    },
    async erase(name) {
      next();
      await copy.erase(name);
    },
    async replace(name, text) {
      next();
      await copy.replace(name, text);
    },
    async removeGroup(kind, group) {
      next();
      await copy.removeGroup(kind, group);
    },
  });
}

const steps = fc.array(
  fc.record({ is: fc.constantFrom('put', 'erase'), key: fc.integer({ min: 0, max: 2 }), killedBefore: fc.nat(2) }),
  { maxLength: 6 },
);

test('whoever is killed between the copies: what was erased stays erased, what was written is whole, both copies agree', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (story) => {
      const { first: here, second: there } = place();
      const [first, second] = [await openKeyCopy(here), await openKeyCopy(there)];
      const nameOf = (key: number) => `${RECORD_KINDS[key]}/0${key}/device.owner.fk${key}`;
      const begun = { put: new Set<string>(), erase: new Set<string>() };
      const done = { put: new Set<string>(), erase: new Set<string>() };
      for (const step of story) {
        const name = nameOf(step.key);
        const is = step.is === 'put' ? 'put' : 'erase';
        const wrap = killedBefore(step.killedBefore);
        const store = createKeyStore(wrap(first), wrap(second), async () => {});
        // A name is random: once erased, nobody writes it again.
        if (is === 'put' && begun.erase.has(name)) continue;
        if (step.killedBefore > 0) begun[is].add(name);
        try {
          await (is === 'put' ? store.put(name, `secret of ${name}`) : store.erase(name));
          done[is].add(name);
        } catch (error) {
          if (!(error instanceof Killed)) throw error;
        }
        await heal(first, second);
        for (const one of begun.erase) {
          expect(await store.find(one)).toBeUndefined();
          for (const copy of [here, there]) expect(holds(copy, `secret of ${one}`)).toBe(false);
        }
        for (const one of begun.put) {
          if (begun.erase.has(one)) continue;
          for (const copy of [first, second]) expect(await textIn(copy, one)).toBe(`secret of ${one}`);
        }
        for (const kind of RECORD_KINDS) expect(await first.list(kind)).toEqual(await second.list(kind));
      }
    }),
    { numRuns: 25 },
  );
});

/** Puts keys and erases every other one of them, and says so before and after each, until it is killed. */
const BUSY = `
  import { writeSync } from 'node:fs';
  const { openKeyStore } = await import(process.argv[1]);
  const [first, second, from] = process.argv.slice(2);
  const { keys } = await openKeyStore({ first, second }, { isNeeded: false });
  const say = (...words) => writeSync(1, words.join(' ') + '\\n');
  const act = async (is, n) => {
    const name = 'keys/0' + (n % 3) + '/device.owner.fk' + n;
    say('begins', is, name);
    await (is === 'put' ? keys.put(name, 'secret of ' + name + '.') : keys.erase(name));
    say('did', is, name);
  };
  for (let n = Number(from); ; n++) {
    await act('put', n);
    if (n % 2) await act('erase', n - 1);
  }`;
const STORE = pathToFileURL(path.join(import.meta.dirname, 'open-key-store.ts')).href;

type Told = { begun: Set<string>; done: Set<string> };

/** `kill -9` after so many lines, or as soon as bytes of a key lie where they are staged for the first copy. */
async function killBusy({ first, second }: { first: string; second: string }, from: number, after: number | 'stage') {
  const child = spawn(process.execPath, ['--input-type=module', '-e', BUSY, STORE, first, second, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const told: Record<'put' | 'erase', Told> = {
    put: { begun: new Set(), done: new Set() },
    erase: { begun: new Set(), done: new Set() },
  };
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [what, is, name = ''] = line.split(' ');
    told[is === 'put' ? 'put' : 'erase'][what === 'did' ? 'done' : 'begun'].add(name);
    lines += 1;
    if (after === 'stage' && what === 'begins' && is === 'put') {
      const until = performance.now() + 200;
      while (readdirSync(path.join(first, 'stages')).length === 0 && performance.now() < until);
      child.kill('SIGKILL');
    }
    if (lines === after) child.kill('SIGKILL');
  }
  await closed;
  return told;
}

test('a process that kill -9 ends in the middle leaves no byte of what is erased, then or later, and nothing half written', async () => {
  const after = fc.oneof(fc.constant('stage' as const), fc.integer({ min: 1, max: 40 }));
  await fc.assert(
    fc.asyncProperty(fc.array(after, { minLength: 2, maxLength: 3 }), async (kills) => {
      const folders = place();
      for (const [n, kill] of kills.entries()) {
        const { put, erase } = await killBusy(folders, n * 1000, kill);
        const { keys } = await openKeyStore(folders, { isNeeded: true });
        for (const name of erase.begun) await keys.erase(name); // whoever was not told that it is done asks again
        for (const name of put.done) {
          const kept = erase.begun.has(name) ? undefined : `secret of ${name}.`;
          expect(await keys.find(name)).toBe(kept);
        }
        const unsure = [...put.begun].filter((name) => !put.done.has(name));
        for (const name of unsure) {
          expect([undefined, `secret of ${name}.`]).toContain(await keys.find(name));
          await keys.erase(name);
        }
        for (const name of [...erase.begun, ...unsure])
          for (const copy of [folders.first, folders.second])
            expect(holds(copy, `secret of ${name}.`), `${name} in ${copy}`).toBe(false);
      }
    }),
    { numRuns: 3 },
  );
}, 60_000);

describe('one copy', () => {
  test('reads no key whose bytes came back beside the mark of its erasure, and takes them away when it is healed', async () => {
    const { first: here, second: there } = place();
    const [first, second] = [await openKeyCopy(here), await openKeyCopy(there)];
    const store = createKeyStore(first, second, async () => {});
    await store.put(NAME, 'the key');
    const saved = readFileSync(fileOf(here, 'kept'));
    await store.erase(NAME);
    writeFileSync(fileOf(here, 'kept'), saved); // out of somebody's archive
    expect(await store.find(NAME)).toBeUndefined();
    expect(await store.list('keys')).toEqual([]);
    expect(await heal(first, second)).toEqual({ ...NOTHING, erased: 1 });
    expect(holds(here, 'the key')).toBe(false);
    expect(await heal(first, second)).toEqual(NOTHING);
  });

  test('keeps no key that is written by one process while another erases it', async () => {
    const { first: here } = place();
    const [one, other] = [await openKeyCopy(here), await openKeyCopy(here)];
    for (let n = 0; n < 20; n++) {
      const name = `keys/aa/d.o.fk${n}`;
      await Promise.all([one.put(name, `secret ${n}.`), other.erase(name)]);
      expect(await textIn(one, name)).toBeUndefined();
      expect(holds(here, `secret ${n}.`)).toBe(false);
    }
  });

  test('says of a record that was replaced only what it says now, and nothing of one that was erased', async () => {
    const { first: here } = place();
    const [one, other] = [await openKeyCopy(here), await openKeyCopy(here)];
    await one.put(NAME, 'the old wrapping');
    const before = openSync(fileOf(here, 'kept'), 'r');
    await one.replace(NAME, 'the new wrapping');
    expect(await textIn(other, NAME)).toBe('the new wrapping');
    expect(readFileSync(before).every((byte) => byte === 0)).toBe(true);
    closeSync(before);
    await one.replace('keys/aa/d.o.never', 'x');
    expect(await textIn(one, 'keys/aa/d.o.never')).toBeUndefined();
    for (let n = 0; n < 20; n++) {
      const name = `keys/aa/d.o.fk${n}`;
      await one.put(name, `secret ${n}.`);
      await Promise.all([one.replace(name, `again ${n}.`), other.erase(name)]);
      expect(await textIn(one, name)).toBeUndefined();
      expect([holds(here, `secret ${n}.`), holds(here, `again ${n}.`)]).toEqual([false, false]);
    }
  });

  test('takes away what nobody finishes any more when it is opened, and nothing that may still be written', async () => {
    const { first: here } = place();
    const stages = path.join(here, 'stages');
    mkdirSync(stages, { recursive: true });
    for (const name of ['old', 'new']) writeFileSync(path.join(stages, name), `${name} bytes`);
    const yesterday = new Date(Date.now() - days(2));
    utimesSync(path.join(stages, 'old'), yesterday, yesterday);
    await openKeyCopy(here);
    expect(readdirSync(stages)).toEqual(['new']);
  });

  test('is for its owner’s eyes alone, and takes no name that leads out of it', async () => {
    const { first: here } = place();
    const copy = await openKeyCopy(here);
    await copy.put(NAME, 'the key');
    expect(statSync(fileOf(here, 'kept')).mode & 0o077).toBe(0);
    await expect(copy.put('keys/../x', 'y')).rejects.toThrow(RangeError);
    expect(await textIn(copy, NAME)).toBe('the key');
  });
});

describe('a store', () => {
  test('is made where nothing is, and not where footage waits for keys that are missing', async () => {
    const folders = place();
    await expect(openKeyStore(folders, { isNeeded: true })).rejects.toThrow(/Put a copy back/);
    const { keys } = await openKeyStore(folders, { isNeeded: false });
    await keys.put(NAME, 'the key');
    const { keys: again, healed } = await openKeyStore(folders, { isNeeded: true });
    expect([await again.find(NAME), healed]).toEqual(['the key', NOTHING]);
  });

  test('writes to no place from which a copy was taken away, while it runs and when it starts', async () => {
    const folders = place();
    const { keys } = await openKeyStore(folders, { isNeeded: false });
    await keys.put(NAME, 'the key');
    await rename(folders.second, `${folders.second}-away`);
    await expect(keys.erase(NAME)).rejects.toThrow(/not there any more/);
    await expect(keys.put('keys/aa/d.o.k', 'x')).rejects.toThrow(/not there any more/);
    await expect(openKeyStore(folders, { isNeeded: true })).rejects.toThrow(/cp -a/);
    expect(await keys.find(NAME)).toBe('the key');
    await rename(`${folders.second}-away`, folders.second);
    await keys.erase(NAME);
    expect([holds(folders.first, 'the key'), holds(folders.second, 'the key')]).toEqual([false, false]);
  });

  test('of which one copy is left comes back from it: copied, or into a folder that was made for it', async () => {
    const folders = place();
    const { keys } = await openKeyStore(folders, { isNeeded: false });
    await keys.put(NAME, 'the key');
    const copied = { first: `${folders.first}-copied`, second: folders.second };
    await cp(folders.second, copied.first, { recursive: true });
    expect(await (await openKeyStore(copied, { isNeeded: true })).keys.find(NAME)).toBe('the key');
    const made = { first: `${folders.first}-made`, second: folders.second };
    await mkdir(made.first);
    const { keys: filled, healed } = await openKeyStore(made, { isNeeded: true });
    expect([await filled.find(NAME), healed.completed]).toEqual(['the key', 1]);
  });

  test('of which either copy was lost has all of it again, whatever kind: what was deleted, too, is not forgotten', async () => {
    for (const lost of ['first', 'second'] as const) {
      const folders = place();
      const { keys } = await openKeyStore(folders, { isNeeded: false });
      const names = RECORD_KINDS.map((kind) => `${kind}/aa/r1`);
      for (const name of names) await keys.put(name, `text of ${name}`);
      await rename(folders[lost], `${folders[lost]}-lost`);
      await mkdir(folders[lost]);
      const { keys: again, healed } = await openKeyStore(folders, { isNeeded: true });
      expect(healed).toEqual({ ...NOTHING, completed: names.length });
      expect((await Promise.all(RECORD_KINDS.map((kind) => again.list(kind)))).flat()).toEqual(names);
      const copy = await openKeyCopy(folders[lost]);
      for (const name of names) expect(await textIn(copy, name)).toBe(`text of ${name}`);
    }
  });

  const flip = (file: string, at: number): void => {
    const bytes = readFileSync(file);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(file, bytes);
  };
  const DAMAGES: [string, (file: string) => void][] = [
    ['one bit of what it says', (file) => flip(file, readFileSync(file).length - 1)],
    ['one bit of its hash', (file) => flip(file, 10)],
    ['one bit of its form', (file) => flip(file, 0)],
    ['its end', (file) => writeFileSync(file, readFileSync(file).subarray(0, -20))],
    ['all its bytes', (file) => writeFileSync(file, '')],
    ['its file', (file) => rmSync(file)],
    ['that it is this one', (file) => writeFileSync(file, sealRecord('keys/3f/device.owner.fk2', 'another key'))],
  ];

  test.each(DAMAGES)(
    'of which one copy lost %s reads it from the other, puts it back, and tells',
    async (_, damage) => {
      for (const lost of ['first', 'second'] as const) {
        const folders = place();
        const told: string[] = [];
        const onDamage: OnDamage = (name, is) => void told.push(`${name} ${is}`);
        const { keys } = await openKeyStore(folders, { isNeeded: false, onDamage });
        await keys.put(NAME, 'w1.00.the-key');
        expect(await keys.look()).toBe('well');
        damage(fileOf(folders[lost], 'kept'));
        expect(await keys.find(NAME)).toBe('w1.00.the-key');
        const isRead = lost === 'first';
        expect([told, await keys.look()]).toEqual(isRead ? [[`${NAME} mended`], 'damaged'] : [[], 'well']);
        if (isRead) damage(fileOf(folders[lost], 'kept')); // again, and now a start finds it
        const { healed, keys: again } = await openKeyStore(folders, { isNeeded: true });
        expect([healed.mended.length + healed.completed, healed.lost]).toEqual([1, []]);
        for (const copy of [folders.first, folders.second])
          expect(await textIn(await openKeyCopy(copy), NAME)).toBe('w1.00.the-key');
        expect(await again.look()).toBe(healed.mended.length > 0 ? 'damaged' : 'well');
        expect((await openKeyStore(folders, { isNeeded: true })).healed).toEqual(NOTHING);
      }
    },
  );

  test('of which both copies are damaged says so, erases nothing, and goes on with the others', async () => {
    const folders = place();
    const { keys } = await openKeyStore(folders, { isNeeded: false });
    await keys.put(NAME, 'w1.00.the-key');
    await keys.put('keys/3f/device.owner.fk2', 'w1.00.another');
    for (const copy of [folders.first, folders.second]) flip(fileOf(copy, 'kept'), 80);
    const before = [folders.first, folders.second].map((copy) => readFileSync(fileOf(copy, 'kept')));
    await expect(keys.find(NAME)).rejects.toThrow(/keys\/3f\/device.owner.fk1 is damaged/);
    expect(await keys.look()).toBe('damaged');
    const { healed, keys: again } = await openKeyStore(folders, { isNeeded: true });
    expect(healed).toEqual({ ...NOTHING, lost: [NAME] });
    expect([folders.first, folders.second].map((copy) => readFileSync(fileOf(copy, 'kept')))).toEqual(before);
    expect(await again.find('keys/3f/device.owner.fk2')).toBe('w1.00.another');
    await again.erase(NAME);
    expect(await again.find(NAME)).toBeUndefined();
  });

  test('reads what an earlier release wrote, without a hash, and takes no part of it for the whole', async () => {
    const folders = place();
    const { keys } = await openKeyStore(folders, { isNeeded: false });
    const texts = { [NAME]: 'w1.0123456789ab.c2VjcmV0', 'accounts/20000/ad1': '{"ownerId":"ac1"}' };
    for (const [name, text] of Object.entries(texts)) {
      await keys.put(name, text);
      for (const copy of [folders.first, folders.second]) writeFileSync(path.join(copy, `${name}.kept`), text);
      expect(await keys.find(name)).toBe(text);
    }
    writeFileSync(path.join(folders.first, 'accounts/20000/ad1.kept'), '{"ownerId":"a');
    expect(await keys.find('accounts/20000/ad1')).toBe('{"ownerId":"ac1"}');
  });

  test('whose mark was not written whole in one copy is known by the other', async () => {
    const folders = place();
    const { keys } = await openKeyStore(folders, { isNeeded: false });
    await keys.put(NAME, 'the key');
    writeFileSync(path.join(folders.first, 'store'), '');
    expect(await (await openKeyStore(folders, { isNeeded: true })).keys.find(NAME)).toBe('the key');
  });

  test('takes nothing of a kind that no healing would know', async () => {
    const { keys } = await openKeyStore(place(), { isNeeded: false });
    await expect(keys.put('things/aa/r1', 'x')).rejects.toThrow(RangeError);
  });

  test('does not take two different stores for copies of one', async () => {
    const [one, other] = [place(), place()];
    for (const folders of [one, other]) await openKeyStore(folders, { isNeeded: false });
    await expect(openKeyStore({ first: one.first, second: other.second }, { isNeeded: true })).rejects.toThrow(
      /two different platforms/,
    );
  });
});
