import { expect, test } from 'vitest';
import type { KeyCopy } from '../key-copy.ts';

export type ContractCopy = {
  /** As two processes have it. */
  one: KeyCopy;
  other: KeyCopy;
  /** Whether these bytes lie anywhere in it. */
  holds(text: string): Promise<boolean>;
};

const RACES = 20;

/** What any place has to do that keys of footage lie in. `open`: an empty one each time. */
export function describeCopy(open: () => Promise<ContractCopy>): void {
  test('what one process writes all read, whole, and what is there already is not replaced', async () => {
    const { one, other } = await open();
    expect(await other.read('keys/3f/d.o.fk1')).toEqual({ is: 'absent' });
    await one.put('keys/3f/d.o.fk1', 'the key');
    await other.put('keys/3f/d.o.fk1', 'another key');
    expect(await other.read('keys/3f/d.o.fk1')).toEqual({ is: 'kept', text: 'the key' });
    await one.put('keys/40/d.o.fk2', 'schlüssel 钥');
    expect(await other.read('keys/40/d.o.fk2')).toEqual({ is: 'kept', text: 'schlüssel 钥' });
  });

  test('of those who write one record at once all read what one of them wrote', async () => {
    const { one, other } = await open();
    await Promise.all(Array.from({ length: 8 }, (_, n) => (n % 2 ? one : other).put('keys/3f/d.o.fk1', `key ${n}`)));
    const found = await one.read('keys/3f/d.o.fk1');
    expect(found).toEqual({ is: 'kept', text: expect.stringMatching(/^key \d$/) });
    expect(await other.read('keys/3f/d.o.fk1')).toEqual(found);
  });

  test('what is erased is gone for all of them and stays so, whether it was there or not', async () => {
    const { one, other, holds } = await open();
    await one.put('keys/3f/d.o.fk1', 'the key of footage');
    for (const name of ['keys/3f/d.o.fk1', 'keys/3f/d.o.never']) {
      await other.erase(name);
      await one.put(name, 'the key of footage');
      await one.replace(name, 'the key of footage');
      expect(await one.read(name)).toEqual({ is: 'erased' });
    }
    expect(await holds('the key of footage')).toBe(false);
  });

  test('no key is kept that one process writes, or wraps anew, while another erases it', async () => {
    const { one, other, holds } = await open();
    for (let n = 0; n < RACES; n++) {
      const name = `keys/aa/d.o.fk${n}`;
      if (n % 2) await one.put(name, `secret ${n}.`);
      await Promise.all([n % 2 ? one.replace(name, `secret ${n}.`) : one.put(name, `secret ${n}.`), other.erase(name)]);
      expect(await one.read(name)).toEqual({ is: 'erased' });
      expect(await holds(`secret ${n}.`)).toBe(false);
    }
  });

  test('what is replaced or mended says the new thing only, and nothing comes to be by it that was not there', async () => {
    const { one, other, holds } = await open();
    await one.put('keys/3f/d.o.fk1', 'the old wrapping');
    await one.replace('keys/3f/d.o.fk1', 'the new wrapping');
    expect(await other.read('keys/3f/d.o.fk1')).toEqual({ is: 'kept', text: 'the new wrapping' });
    await one.mend('keys/3f/d.o.fk1', 'what the other copy says');
    expect(await other.read('keys/3f/d.o.fk1')).toEqual({ is: 'kept', text: 'what the other copy says' });
    for (const text of ['the old wrapping', 'the new wrapping']) expect(await holds(text)).toBe(false);
    await one.replace('keys/3f/d.o.never', 'x');
    expect(await other.read('keys/3f/d.o.never')).toEqual({ is: 'absent' });
  });

  test('what was written and nobody was told of is taken back without a trace', async () => {
    const { one, other } = await open();
    await one.put('deletions/00/r1', 'x');
    await one.withdraw('deletions/00/r1');
    await one.withdraw('deletions/00/never');
    expect(await other.read('deletions/00/r1')).toEqual({ is: 'absent' });
    expect(await other.list('deletions')).toEqual(new Map());
  });

  test('names are listed by kind with what became of them, and a group goes at once', async () => {
    const { one, other } = await open();
    for (const name of ['keys/3f/d.o.fk1', 'keys/3f/d.o.fk2', 'keys/40/d.o.fk3', 'accounts/20000/a1'])
      await one.put(name, 'x');
    await one.erase('keys/3f/d.o.fk2');
    expect(await other.list('keys')).toEqual(
      new Map([
        ['keys/3f/d.o.fk1', 'kept'],
        ['keys/40/d.o.fk3', 'kept'],
        ['keys/3f/d.o.fk2', 'erased'],
      ]),
    );
    await one.removeGroup('keys', '3f');
    await one.removeGroup('keys', '77');
    expect([...(await other.list('keys')).keys()]).toEqual(['keys/40/d.o.fk3']);
    expect([...(await other.list('accounts')).keys()]).toEqual(['accounts/20000/a1']);
  });

  test('no name leads out of it', async () => {
    const { one } = await open();
    for (const name of ['keys/../x', 'things/aa/r1', 'keys/aa', 'keys/aa/r1.'])
      await expect(one.put(name, 'y')).rejects.toThrow(RangeError);
  });
}
