import { type AssembledObject, type Assembly, type Closed, declaredIn, declaredOf } from '@kaitong/core';
import type { Upload, UploadedObject } from './purpose.ts';

const readObject = (object: UploadedObject): [number, AssembledObject] => [
  object.n,
  { ...declaredOf(object), state: object.state },
];

/** What a device said when it closed its event, as the rows of every purpose keep it. */
export const closedOf = (row: { closed_objects: number | null; closed_duration_ms: number | null }): Closed | null =>
  row.closed_objects === null ? null : { objects: row.closed_objects, durationMs: row.closed_duration_ms ?? 0 };

/** An event as the rules know it, without reading its objects: the one that a message is about, and sums for the rest. */
export const assemblyAround = (
  { declaration: { container }, limits, declared, closed }: Upload,
  known: UploadedObject | undefined,
): Assembly => ({ container, limits, declared, closed, objects: new Map(known ? [readObject(known)] : []) });

/** The same from all its objects. */
export function wholeAssembly(
  { declaration: { container }, limits, closed }: Pick<Upload, 'declaration' | 'limits' | 'closed'>,
  all: readonly UploadedObject[],
): Assembly {
  const objects = new Map(all.map(readObject));
  return { container, limits, closed, objects, declared: declaredIn(objects.values()) };
}
