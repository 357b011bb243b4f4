import type { ObjectDeclaration } from '@kaitong/contract/checks';
import type { AssembledObject, Assembly, DeclaredObject } from '@kaitong/core';
import type { Selectable } from 'kysely';
import type { RecordedEventTable, RecordedObjectTable } from '../../store/region/recordings.ts';

/** What an event's row knows of its segments. */
export type Totals = Pick<
  Selectable<RecordedEventTable>,
  'recording' | 'closed_objects' | 'closed_duration_ms' | 'declared_ms' | 'last_segment_n' | 'last_segment_ms'
>;
export type StoredObject = Selectable<RecordedObjectTable>;

/**
 * An event as the rules know it, without reading its objects: the one that a message is about as it is, all other
 * segments as at most two that weigh as much. Only the last of a continuous recording may be short, so the rest of them
 * together is long enough as they are each.
 */
export function assemblyOf(totals: Totals, known: StoredObject | undefined): Assembly {
  const objects = new Map<number, AssembledObject>();
  const lastMs = totals.last_segment_ms ?? 0;
  if (totals.declared_ms > lastMs) objects.set(-1, segment(-1, totals.declared_ms - lastMs));
  if (totals.last_segment_n !== null) objects.set(totals.last_segment_n, segment(totals.last_segment_n, lastMs));
  if (known) objects.set(known.n, { ...readObject(known), state: known.state });
  return { recording: totals.recording, objects, closed: closedOf(totals) };
}

/** The same from all its objects. */
export function wholeAssemblyOf(totals: Totals, objects: readonly StoredObject[]): Assembly {
  const assembled = objects.map((one) => [one.n, { ...readObject(one), state: one.state }] as const);
  return { recording: totals.recording, objects: new Map(assembled), closed: closedOf(totals) };
}

/** What the totals are once these are the objects declared. */
export function totalsOf(objects: readonly Pick<AssembledObject, 'n' | 'kind' | 'durationMs'>[]) {
  const segments = objects.filter(({ kind }) => kind === 'segment').sort((a, b) => a.n - b.n);
  return {
    declared_ms: segments.reduce((sum, { durationMs }) => sum + durationMs, 0),
    last_segment_n: segments.at(-1)?.n ?? null,
    last_segment_ms: segments.at(-1)?.durationMs ?? null,
  };
}

export const declaredOf = ({ n, kind, durationMs, ...rest }: ObjectDeclaration): DeclaredObject => ({
  n,
  kind,
  durationMs: kind === 'segment' ? durationMs : 0,
  identity: [kind, durationMs, rest.bytes, rest.md5, rest.sha256, rest.iv].join(' '),
});

const readObject = ({ n, kind, duration_ms: durationMs, bytes, md5, sha256, iv }: StoredObject): DeclaredObject =>
  declaredOf({ n, kind, durationMs, bytes, md5, sha256, iv });

const segment = (n: number, durationMs: number): AssembledObject => ({
  n,
  kind: 'segment',
  durationMs,
  identity: '',
  state: 'declared',
});

const closedOf = ({ closed_objects: objects, closed_duration_ms: durationMs }: Totals): Assembly['closed'] =>
  objects === null ? null : { objects, durationMs: durationMs ?? 0 };
