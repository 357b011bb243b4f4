import type { Arrival, ArrivedObject } from './course.ts';

/**
 * How long a device had nothing under way before it declared an object: from the commit before it. 0 where another object
 * was still on its way, or was declared with that commit; null for the first one, before which nothing is known.
 */
export function idleBefore({ objects }: Pick<Arrival, 'objects'>, object: ArrivedObject): number | null {
  let since: number | null = null;
  for (const other of objects) {
    if (other.n === object.n || other.declaredAt > object.declaredAt) continue;
    if (other.declaredAt === object.declaredAt && other.n > object.n) continue;
    if (other.committedAt === null || other.committedAt > object.declaredAt) return 0;
    since = Math.max(since ?? 0, other.committedAt);
  }
  return since === null ? null : object.declaredAt - since;
}
