// One unit, one owner, in the whole world: whatever two regions, their lines to control and their owners do.
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { withdrawHandOverCode } from '../../region/devices/hand-over.ts';
import { renewClaims } from '../../region/devices/renew-claims.ts';
import { settleAll } from '../../region/devices/settle-claims.ts';
import { FATES, type Fate, NAMES, type Name, openWorld, type Paired, type Unit, type World } from './testing/world.ts';

let world: World;
let unit: Unit;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(async () => {
  unit = await world.newUnit();
});
afterAll(() => world[Symbol.asyncDispose]());

async function paired(name: Name, owner: number, fate: Fate = 'there', of = unit, code?: string): Promise<Paired> {
  const answer = await world.pair(name, owner, of, fate, code);
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
}

describe('while control is there', () => {
  test('a unit that is bound in one region is refused in the other at once, until its owner removes it', async () => {
    const first = await paired('cn', 0);
    expect(await world.pair('eu', 0, unit, 'there')).toBe('already_bound');
    expect(await world.held(unit)).toEqual([{ device_id: first.deviceId, number: 1 }]);
    await world.unpair(first);
    await world.settle('cn', 'there');
    const second = await paired('eu', 0);
    expect(await world.held(unit)).toMatchObject([{ device_id: second.deviceId }]);
    expect(await world.pair('cn', 0, unit, 'there')).toBe('already_bound');
    expect(await world.notices(first)).toBe(0);
  });

  test('who removes a unit pairs it anew in the same region at once: what was given back goes with what is claimed', async () => {
    const first = await paired('cn', 0);
    await world.unpair(first);
    const second = await paired('cn', 1);
    expect(await world.held(unit)).toMatchObject([{ device_id: second.deviceId }]);
  });

  test('of two regions that pair the same unit at the same moment one gets it', async () => {
    const answers = await Promise.all(NAMES.map((name) => world.pair(name, 0, unit, 'there')));
    expect(answers.filter((answer) => answer === 'already_bound')).toHaveLength(1);
    expect(await world.bound(unit)).toHaveLength(1);
  });
});

describe.each(NAMES)('a unit that its owner gives away to somebody in %s', (name) => {
  test('is paired by whoever has it and the code; until then it stays, and its recordings stay with who gave it', async () => {
    const given = await paired('cn', 0);
    const code = await world.offer(given);
    expect(await world.pair(name, 1, unit, 'there', 'ABCD-EFGH-JKMN')).toBe('already_bound');
    expect(await world.bound(unit)).toMatchObject([{ device_id: given.deviceId }]);
    const taken = await paired(name, 1, 'there', unit, code?.toLowerCase().replaceAll('-', ' '));
    await world.calm();
    expect(await world.bound(unit)).toMatchObject([{ device_id: taken.deviceId, claim: expect.any(Number) }]);
    expect(await world.held(unit)).toMatchObject([{ device_id: taken.deviceId }]);
    expect(await world.endedAs(given)).toBe('handed_over');
    expect([await world.notices(given), await world.notices(taken)]).toEqual([1, 0]);
    expect(await world.watchers(given)).toEqual([given.ownerId]);
    expect(await world.watchers(taken)).toEqual([taken.ownerId]);
    expect(await world.pair('eu', 0, unit, 'there', code)).toBe('already_bound');
  });

  test('is got at the second try where the first answer was lost on the way', async () => {
    const code = await world.offer(await paired('cn', 0));
    const answers = [
      await world.pair(name, 1, unit, 'unanswered', code),
      await world.pair(name, 1, unit, 'there', code),
    ];
    await world.calm();
    const bound = await world.bound(unit);
    expect(bound).toHaveLength(1);
    expect(answers).toContainEqual(expect.objectContaining({ deviceId: bound[0]?.device_id }));
  });
});

test('a code that was replaced or withdrawn is good for nothing', async () => {
  const given = await paired('cn', 0);
  const [first, second] = [await world.offer(given), await world.offer(given)];
  expect(await world.pair('eu', 0, unit, 'there', first)).toBe('already_bound');
  const { context } = world.opened.cn;
  const params = { params: { deviceId: given.deviceId }, query: undefined, body: undefined };
  expect(await withdrawHandOverCode(context, { ownerId: given.ownerId, sessionId: '' }, params)).toEqual({});
  expect(await world.pair('eu', 0, unit, 'there', second)).toBe('already_bound');
  expect(await world.notices(given)).toBe(0);
});

test('a hand-over that the region of the unit cannot confirm is tried again, and nobody gets the unit meanwhile', async () => {
  const given = await paired('cn', 0);
  const code = await world.offer(given);
  world.silence('cn', true);
  expect(await world.pair('eu', 0, unit, 'there', code)).toBe('licence_unconfirmed');
  world.silence('cn', false);
  expect(await world.bound(unit)).toMatchObject([{ device_id: given.deviceId }]);
  await paired('eu', 0, 'there', unit, code);
});

describe('while control is away', () => {
  test('both pair provisionally; the earlier stays, the other ends with one notice, whoever tells control first', async () => {
    for (const order of [NAMES, [...NAMES].reverse()]) {
      const of = await world.newUnit();
      const first = await paired('eu', 0, 'away', of);
      const second = await paired('cn', 0, 'away', of);
      expect((await world.bound(of)).map(({ claim }) => claim)).toEqual([null, null]);
      for (const name of order) await world.settle(name, 'there');
      for (const name of order) await world.tell(name, 'there');
      expect(await world.bound(of)).toMatchObject([{ device_id: first.deviceId, claim: expect.any(Number) }]);
      expect([await world.notices(first), await world.notices(second)]).toEqual([0, 1]);
      expect(await world.watchers(first)).toEqual([first.ownerId]);
    }
  });

  test('a unit that changed hands stays with its new owner, although the region of the old one is heard last', async () => {
    const old = await paired('cn', 0);
    await world.unpair(old);
    const next = await paired('eu', 0, 'away');
    await world.settle('eu', 'there');
    await world.settle('cn', 'there');
    expect(await world.bound(unit)).toMatchObject([{ device_id: next.deviceId }]);
    expect(await world.notices(next)).toBe(0);
  });

  test('a claim that arrives when its pairing is over already holds nothing', async () => {
    const gone = await paired('cn', 0, 'late');
    await world.unpair(gone);
    await world.settle('cn', 'there');
    for (const arrive of world.late.splice(0)) await arrive();
    expect(await world.held(unit)).toEqual([]);
    await paired('eu', 0);
  });

  test('what was confirmed before stays, although another region, which was cut off, paired earlier', async () => {
    const cutOff = await paired('cn', 0, 'away');
    const confirmed = await paired('eu', 0);
    await world.calm();
    expect(await world.bound(unit)).toMatchObject([{ device_id: confirmed.deviceId }]);
    expect([await world.notices(cutOff), await world.notices(confirmed)]).toEqual([1, 0]);
  });
});

describe('control that goes on from an older backup', () => {
  test('knows again which pairings it had forgotten, and gives their units to nobody else', async () => {
    const saved = await world.save(unit);
    const known = await paired('cn', 0);
    await world.restoreControl(saved);
    const stranger = await paired('eu', 0); // before the regions have heard
    await world.calm();
    expect(await world.bound(unit)).toMatchObject([{ device_id: known.deviceId, claim: expect.any(Number) }]);
    expect(await world.held(unit)).toMatchObject([{ device_id: known.deviceId }]);
    expect([await world.notices(known), await world.notices(stranger)]).toEqual([0, 1]);
    expect(await world.pair('eu', 1, unit, 'there')).toBe('already_bound');
  });

  test('takes nothing from whoever it had confirmed for somebody who was never confirmed', async () => {
    const cutOff = await paired('cn', 0, 'away');
    const saved = await world.save(unit);
    const confirmed = await paired('eu', 0);
    await world.restoreControl(saved);
    await world.calm();
    expect(await world.bound(unit)).toMatchObject([{ device_id: confirmed.deviceId }]);
    expect([await world.notices(cutOff), await world.notices(confirmed)]).toEqual([1, 0]);
  });

  test('holds no unit for a pairing that ended since', async () => {
    const gone = await paired('cn', 0);
    const saved = await world.save(unit);
    await world.unpair(gone);
    await world.settle('cn', 'there');
    await world.restoreControl(saved);
    await paired('eu', 0);
  });

  test('and nobody noticed: what it had forgotten it hears within a day', async () => {
    const known = await paired('cn', 0);
    await sql`DELETE FROM unit_claim WHERE uuid = ${unit.uuid}`.execute(world.control);
    const stranger = await paired('eu', 0);
    for (const name of NAMES) await renewClaims(world.opened[name].context.db);
    await world.calm();
    expect(await world.bound(unit)).toMatchObject([{ device_id: known.deviceId }]);
    expect(await world.notices(stranger)).toBe(1);
  });
});

describe('a region that goes on from an older backup', () => {
  /** The device is there as if its end had never been. */
  async function revive({ deviceId }: Paired): Promise<void> {
    const { db } = world.opened.cn.context;
    await sql`UPDATE device SET removed_at = NULL, ended = NULL WHERE device_id = ${deviceId}`.execute(db);
    await sql`DELETE FROM notice WHERE device_id = ${deviceId}`.execute(db);
    await renewClaims(db);
  }

  test('gets a unit back that it had given to a pairing which it has forgotten', async () => {
    const forgotten = await paired('cn', 0);
    const { db } = world.opened.cn.context;
    for (const table of ['device_presence', 'device'])
      await sql`DELETE FROM ${sql.id(table)} WHERE device_id = ${forgotten.deviceId}`.execute(db);
    const anew = await paired('cn', 1);
    await world.calm();
    expect(await world.held(unit)).toMatchObject([{ device_id: anew.deviceId }]);
  });

  test('ends a pairing whose unit somebody else has by now', async () => {
    const old = await paired('cn', 0);
    await world.unpair(old);
    await world.settle('cn', 'there');
    const next = await paired('eu', 0);
    await revive(old);
    await world.calm();
    expect(await world.bound(unit)).toMatchObject([{ device_id: next.deviceId }]);
    expect([await world.endedAs(old), await world.notices(old), await world.notices(next)]).toEqual([
      'elsewhere',
      1,
      0,
    ]);
  });

  test('ends one that its owner had ended as they did, without a word', async () => {
    const old = await paired('cn', 0);
    await world.unpair(old);
    await world.settle('cn', 'there');
    await revive(old);
    await world.calm();
    expect(await world.bound(unit)).toEqual([]);
    expect([await world.endedAs(old), await world.notices(old)]).toEqual(['removed', 0]);
  });

  test('and control with it takes a unit from nobody to whom it was handed over since', async () => {
    const old = await paired('cn', 0);
    const saved = await world.save(unit);
    const next = await paired('eu', 0, 'there', unit, await world.offer(old));
    await world.calm();
    await revive(old);
    await world.restoreControl(saved);
    await world.calm();
    expect(await world.bound(unit)).toMatchObject([{ device_id: next.deviceId }]);
    expect(await world.notices(next)).toBe(0);
  });
});

test('a claim that control leaves unanswered is asked for once at a time, not without end', async () => {
  await paired('cn', 0, 'away');
  let asked = 0;
  const control = {
    ...world.opened.cn.context.control,
    settleClaims: async () => {
      asked += 1;
      return { claims: [] };
    },
  };
  expect(await settleAll({ ...world.opened.cn.context, control })).toBe(false);
  expect(asked).toBe(1);
});

test('of pairings that are older than claims the earlier stays, also where the other was told first', async () => {
  const [earlier, later] = [await paired('cn', 0, 'away'), await paired('eu', 0, 'away')];
  for (const name of NAMES)
    await world.opened[name].context.db
      .updateTable('device')
      .set({ claim_kind: 'before' })
      .where('uuid', '=', unit.uuid)
      .execute();
  await world.settle('eu', 'there');
  expect(await world.held(unit)).toMatchObject([{ device_id: later.deviceId }]);
  await world.calm();
  expect(await world.bound(unit)).toMatchObject([{ device_id: earlier.deviceId }]);
  expect([await world.notices(earlier), await world.notices(later)]).toEqual([0, 1]);
});

const name = fc.constantFrom(...NAMES);
const fate = fc.oneof({ weight: 3, arbitrary: fc.constant<Fate>('there') }, fc.constantFrom(...FATES));
const step = fc.oneof(
  fc.record({ does: fc.constant('pair' as const), name, owner: fc.nat(1), fate }),
  fc.record({ does: fc.constant('hand over' as const), nth: fc.nat(5), name, owner: fc.nat(1), fate }),
  fc.record({ does: fc.constant('unpair' as const), nth: fc.nat(5) }),
  fc.record({ does: fc.constant('settle' as const), name, fate }),
  fc.record({ does: fc.constant('tell' as const), name, fate }),
  fc.record({ does: fc.constant('arrive' as const), nth: fc.nat(5) }),
  fc.record({ does: fc.constant('save' as const) }),
  fc.record({ does: fc.constant('restore control' as const), nth: fc.nat(1) }),
);
type Past = { made: Paired[]; saved: Awaited<ReturnType<World['save']>>[] };
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

async function take(one: Step, of: Unit, { made, saved }: Past): Promise<void> {
  if (one.does === 'pair') {
    const answer = await world.pair(one.name, one.owner, of, one.fate);
    if (typeof answer === 'string') expect(answer).toBe('already_bound');
    else made.push(answer);
  } else if (one.does === 'hand over') {
    const code = made[one.nth] && (await world.offer(made[one.nth] as Paired));
    const answer = await world.pair(one.name, one.owner, of, one.fate, code);
    if (typeof answer !== 'string') made.push(answer);
    else expect(['already_bound', 'licence_unconfirmed']).toContain(answer);
  } else if (one.does === 'unpair') {
    const pairing = made[one.nth];
    if (pairing) await world.unpair(pairing);
  } else if (one.does === 'save') saved.push(await world.save(of));
  else if (one.does === 'restore control') {
    const backup = saved[one.nth];
    if (backup) await world.restoreControl(backup);
  } else if (one.does === 'settle') await world.settle(one.name, one.fate);
  else if (one.does === 'tell') await world.tell(one.name, one.fate);
  else
    await world.late
      .splice(one.nth, 1)[0]?.()
      .catch(() => {});
}

test('whatever is away, late, lost, twice and out of order: in the end one pairing at most has the unit, who lost it was told once, and nobody sees what another recorded', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
      const of = await world.newUnit();
      const past: Past = { made: [], saved: [await world.save(of)] };
      for (const one of steps) await take(one, of, past);
      const { made } = past;
      await world.calm();
      const bound = await world.bound(of);
      const held = await world.held(of);
      expect(bound.length).toBeLessThanOrEqual(1);
      expect(held).toEqual(bound.map(({ device_id, claim }) => ({ device_id, number: claim })));
      for (const pairing of made) {
        const ended = await world.endedAs(pairing);
        expect(await world.notices(pairing)).toBe(ended === 'elsewhere' || ended === 'handed_over' ? 1 : 0);
        expect([[], [pairing.ownerId]]).toContainEqual(await world.watchers(pairing));
        if (ended !== 'elsewhere') continue;
        // Nobody loses a unit to nobody: while it was paired somebody else had it.
        expect(made.filter((other) => other.deviceId !== pairing.deviceId)).not.toEqual([]);
      }
    }),
    { numRuns: 40 },
  );
});
