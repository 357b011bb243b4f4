import { hours, products } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerOnce } from '../../control/calls/answer-once.ts';
import { createKeyRing } from '../../secrets/wrapping.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { attempt } from '../../store/unit-of-work.ts';
import { planeSend } from '../plane-send.ts';
import { type ControlRig, type RigMaker, startControl } from '../testing/control.ts';

let rig: ControlRig;
let maker: RigMaker;
let pid: string;
beforeAll(async () => {
  rig = await startControl();
  maker = await rig.maker('keyed');
  ({ pid } = await maker.client(products).createProduct({ body: { name: 'keyed' } }));
});
afterAll(() => rig[Symbol.asyncDispose]());

type Answer = { status: number; isRepeated: boolean; body: { batch?: string; code?: string; licences?: unknown[] } };

async function issue(key: string, { count = 2, by = maker }: { count?: unknown; by?: RigMaker } = {}): Promise<Answer> {
  const response = await by.fetch(`/api/v1/products/${pid}/licences`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ count }),
  });
  return {
    status: response.status,
    isRepeated: response.headers.get('idempotent-replayed') === 'true',
    body: (await response.json()) as Answer['body'],
  };
}

const countLicences = async () =>
  (await maker.client(products).listLicences({ params: { pid: pid as never }, query: { limit: 200 } })).items.length;

test('the same key and body get the same answer, AuthKeys included, and nothing is made twice', async () => {
  const before = await countLicences();
  const first = await issue('one');
  const second = await issue('one');
  expect(first).toMatchObject({ status: 201, isRepeated: false });
  expect(second).toEqual({ ...first, isRepeated: true });
  expect(await countLicences()).toBe(before + 2);
  const stored = JSON.stringify(await rig.context.db.selectFrom('keyed_call').selectAll().execute());
  for (const { authKey } of first.body.licences as { authKey: string }[]) expect(stored).not.toContain(authKey);
});

test('another body under the same key is refused, and so is what another member of the account sends', async () => {
  await issue('two');
  expect(await issue('two', { count: 3 })).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  await rig.context.db
    .updateTable('keyed_call')
    .set({ request_hash: 'of somebody else' })
    .where('key', '=', 'two')
    .execute();
  expect(await issue('two')).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
});

test('keys of another account are others', async () => {
  const [own, stranger] = [await issue('three'), await issue('three', { by: await rig.maker('elsewhere') })];
  expect([own.status, stranger.status, stranger.isRepeated]).toEqual([201, 404, false]);
});

test('of many at the same moment one makes it; the others are told so or get its answer', async () => {
  const before = await countLicences();
  const answers = await Promise.all(Array.from({ length: 8 }, () => issue('four')));
  const made = answers.filter(({ status }) => status === 201);
  expect(new Set(made.map(({ body }) => body.batch)).size).toBe(1);
  const others = answers.filter(({ status }) => status !== 201);
  expect(others.every(({ status, body }) => status === 409 && body.code === 'idempotency_in_flight')).toBe(true);
  expect(await countLicences()).toBe(before + 2);
});

test('a call whose process died stays unanswered, and is never made again by itself', async () => {
  await issue('five');
  await rig.context.db.updateTable('keyed_call').set({ answer: null }).where('key', '=', 'five').execute();
  expect(await issue('five')).toMatchObject({ status: 409, body: { code: 'idempotency_in_flight' } });
});

test('input that does not fit takes no key; a key that nobody can write down is refused', async () => {
  expect((await issue('six', { count: 0 })).status).toBe(422);
  expect(await issue('six')).toMatchObject({ status: 201, isRepeated: false });
  expect((await issue('k'.repeat(129))).status).toBe(422);
});

test('a key is remembered for 24 hours', async () => {
  const first = await issue('seven');
  await rig.clock.advance(hours(23));
  expect((await issue('seven')).body.batch).toBe(first.body.batch);
  await rig.clock.advance(hours(1));
  expect((await issue('seven')).body.batch).not.toBe(first.body.batch);
});

test('an answer that may be another later is not kept, nor a fault before anything stayed; a rotated master key changes no answer', async () => {
  const { db } = rig.context;
  await sql`CREATE TABLE kept (n int)`.execute(db);
  const [old, fresh] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const caller = { ...maker.session.user, userId: 'u', accountId: maker.session.account.id };
  const call = {
    caller: { ...caller, role: 'administrator', kind: 'maker', sessionId: null, keyId: null } as const,
    input: {},
    key: 'k',
  };
  const ask = (operation: string, answer: () => Promise<object>, keys = createKeyRing(old)) =>
    answerOnce({ db, secrets: keys }, { ...call, operation }, answer);
  await ask('limited', async () => ({ code: 'rate_limited', params: {} }));
  expect(await ask('limited', async () => ({ made: 1 }))).toEqual({ answer: { made: 1 }, isRepeated: false });
  await expect(ask('broken', async () => Promise.reject(new Error('bug')))).rejects.toThrow('bug');
  expect(await ask('broken', async () => ({ made: 2 }))).toEqual({ answer: { made: 2 }, isRepeated: false });
  await expect(
    ask('counted', async () => {
      await takeRate(db, 'a try', { limit: 9, window: hours(1) });
      const insert = sql`INSERT INTO kept (n) VALUES (1)`;
      await db.transaction().execute(async (trx) => {
        await insert.execute(trx);
        throw new Error('rolled back');
      });
      return {};
    }),
  ).rejects.toThrow('rolled back');
  expect(await ask('counted', async () => ({ made: 4 }))).toEqual({ answer: { made: 4 }, isRepeated: false });
  const rotated = createKeyRing(fresh, [old]);
  expect(await ask('broken', async () => ({ made: 3 }), rotated)).toEqual({ answer: { made: 2 }, isRepeated: true });
  const { rows } = await sql`SELECT FROM keyed_call WHERE operation = 'limited'`.execute(db);
  expect(rows).toHaveLength(1);
});

const writers: Record<string, (db: ControlRig['context']['db']) => Promise<unknown>> = {
  'a statement by itself': (db) => sql`INSERT INTO written (n) VALUES (1)`.execute(db),
  'a transaction': (db) => db.transaction().execute((trx) => sql`INSERT INTO written (n) VALUES (1)`.execute(trx)),
  'part of a transaction whose rest was undone': (db) =>
    db.transaction().execute(async (trx) => {
      await sql`INSERT INTO written (n) VALUES (1)`.execute(trx);
      await attempt(trx, async () => sql`SELECT 1 / 0`.execute(trx)).catch(() => {});
    }),
  'a call of another plane': async () =>
    await planeSend('http://127.0.0.1:1', 'token')({ method: 'POST', path: '/x', body: {} }).catch(() => {}),
};

test.for(Object.keys(writers))(
  'after %s a fault leaves the key unanswered: what may be there is not made again',
  async (name) => {
    const { db, secrets } = rig.context;
    await sql`CREATE TABLE IF NOT EXISTS written (n int)`.execute(db);
    const { id: userId } = maker.session.user;
    const caller = { userId, accountId: maker.session.account.id, role: 'administrator', kind: 'maker' } as const;
    const call = { caller: { ...caller, sessionId: null, keyId: null }, operation: name, input: {}, key: 'k' };
    const broken = answerOnce({ db, secrets }, call, async () => {
      await writers[name]?.(db);
      throw new Error('lost');
    });
    await expect(broken).rejects.toThrow('lost');
    expect(await answerOnce({ db, secrets }, call, async () => ({}))).toMatchObject({
      answer: { code: 'idempotency_in_flight' },
    });
  },
);
