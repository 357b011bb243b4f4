import { type Assembly, type AssemblyMessage, assemble, openAssembly, type Recording } from '@kaitong/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assemblyOf, declaredOf, type StoredObject, type Totals, totalsOf, wholeAssemblyOf } from './totals.ts';

/** Rows as the calls keep them: objects, and the totals on the event that grow with each declaration. */
type Rows = { totals: Totals; objects: Map<number, StoredObject> };

const nothing = (recording: Recording): Rows => ({
  totals: {
    recording,
    ...{ closed_objects: null, closed_duration_ms: null, declared_ms: 0, last_segment_n: null, last_segment_ms: null },
  },
  objects: new Map(),
});

const hex = (n: number, digits: number) => n.toString(16).padStart(digits, '0');
const row = (n: number, kind: StoredObject['kind'], durationMs: number, variant: number): StoredObject => ({
  ...{ retention_class: 'event7', day: 1, event_id: 'ev', n, kind, duration_ms: durationMs, bytes: 1, iv: null },
  ...{
    md5: hex(variant, 32),
    sha256: hex(variant, 64),
    state: 'declared',
    declared_at: new Date(0),
    committed_at: null,
  },
});

/** One call, decided on the rows as the calls read them: the object it is about, and totals for the rest. */
function call({ totals, objects }: Rows, message: Message): { rows: Rows; answer: string } {
  const before =
    message.type === 'close'
      ? wholeAssemblyOf(totals, [...objects.values()])
      : assemblyOf(totals, objects.get(message.type === 'declare' ? message.row.n : message.n));
  const after = assemble(before, toCore(message));
  if ('refused' in after) return { rows: { totals, objects }, answer: after.refused };
  const answer = after.news ? 'news' : 'known';
  if (!after.news) return { rows: { totals, objects }, answer };
  const next = new Map(objects);
  if (message.type === 'declare') {
    const { n, kind, duration_ms: durationMs } = message.row;
    next.set(n, message.row);
    const grown = { ...totals };
    if (kind === 'segment') grown.declared_ms += durationMs;
    if (kind === 'segment' && n > (totals.last_segment_n ?? -1))
      Object.assign(grown, { last_segment_n: n, last_segment_ms: durationMs });
    return { rows: { totals: grown, objects: next }, answer };
  }
  if (message.type === 'commit') {
    const known = objects.get(message.n);
    if (known) next.set(message.n, { ...known, state: 'committed' });
    return { rows: { totals, objects: next }, answer };
  }
  for (const n of objects.keys()) if (n >= message.objects) next.delete(n);
  const closed = { closed_objects: message.objects, closed_duration_ms: message.durationMs };
  return {
    rows: { totals: { ...totals, ...closed, ...totalsOf([...after.assembly.objects.values()]) }, objects: next },
    answer,
  };
}

type Message = { type: 'declare'; row: StoredObject } | Exclude<AssemblyMessage, { type: 'declare' }>;

const toCore = (message: Message): AssemblyMessage => {
  if (message.type !== 'declare') return message;
  const { n, kind, duration_ms: durationMs, bytes, md5, sha256, iv } = message.row;
  return { type: 'declare', object: declaredOf({ n, kind, durationMs, bytes, md5, sha256, iv }) };
};

const kind = fc.constantFrom<StoredObject['kind']>('segment', 'segment', 'segment', 'init', 'snapshot');
const length = fc.oneof(
  fc.constantFrom(0, 1, 4000, 9999, 10_000, 10_001, 60_000),
  fc.integer({ min: 0, max: 600_000 }),
);
const message: fc.Arbitrary<Message> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.nat(9), kind, length, fc.nat(1))
      .map(([n, k, ms, v]): Message => ({ type: 'declare', row: row(n, k, k === 'segment' ? ms : 0, v) })),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('commit' as const), n: fc.nat(9), isStored: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('close' as const), objects: fc.nat(10), durationMs: fc.nat(9) }),
  },
);

test('a call that reads one object and the totals is answered as one that reads all objects', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Recording>('event', 'continuous'),
      fc.array(message, { maxLength: 40 }),
      (recording, all) => {
        let rows = nothing(recording);
        let whole: Assembly = openAssembly(recording);
        for (const one of all) {
          const expected = assemble(whole, toCore(one));
          const { rows: after, answer } = call(rows, one);
          expect(answer).toBe('refused' in expected ? expected.refused : expected.news ? 'news' : 'known');
          if (!('refused' in expected)) whole = expected.assembly;
          rows = after;
        }
        expect(wholeAssemblyOf(rows.totals, [...rows.objects.values()]).objects).toEqual(whole.objects);
      },
    ),
    { numRuns: 2000 },
  );
});
