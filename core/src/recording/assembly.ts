import type { ObjectKind } from '@kaitong/contract/checks';
import { type FootageRefusal, refuseSegment, type Segment } from './footage.ts';
import type { Recording } from './limits.ts';

/** One object of an event. `identity`: a hash of everything declared about it; two declarations of one object agree. */
export type DeclaredObject = { n: number; kind: ObjectKind; durationMs: number; identity: string };
export type AssembledObject = DeclaredObject & { state: 'declared' | 'committed' };

/** An event as its messages have made it so far. */
export type Assembly = {
  recording: Recording;
  /** By number. */
  objects: ReadonlyMap<number, AssembledObject>;
  /** What the device said when it closed the event; null while it is open. */
  closed: { objects: number; durationMs: number } | null;
};

export type AssemblyMessage =
  | { type: 'declare'; object: DeclaredObject }
  /** `isStored`: all its bytes are in the object store, with the hash declared. */
  | { type: 'commit'; n: number; isStored: boolean }
  | { type: 'close'; objects: number; durationMs: number };

export type AssemblyRefusal =
  | FootageRefusal
  | 'object_conflict'
  | 'object_unknown'
  | 'object_not_stored'
  | 'event_closed'
  | 'event_conflict';

export type AssemblyAnswer = { assembly: Assembly; news: boolean } | { refused: AssemblyRefusal };

export const openAssembly = (recording: Recording): Assembly => ({ recording, objects: new Map(), closed: null });

/**
 * An event after one message of its device. Messages come twice, late and in any order, and some never: what was
 * acknowledged once stays, a repeated one is acknowledged again, and a refused one can be sent again when it is due.
 * A close only says how many objects there are; those that are missing may still come.
 */
export function assemble(assembly: Assembly, message: AssemblyMessage): AssemblyAnswer {
  switch (message.type) {
    case 'declare':
      return declare(assembly, message.object);
    case 'commit': {
      const object = assembly.objects.get(message.n);
      if (!object) return { refused: isBeyond(assembly, message.n) ? 'event_closed' : 'object_unknown' };
      if (object.state === 'committed') return repeated(assembly);
      if (!message.isStored) return { refused: 'object_not_stored' };
      return withObject(assembly, { ...object, state: 'committed' });
    }
    case 'close':
      return close(assembly, { objects: message.objects, durationMs: message.durationMs });
  }
}

const repeated = (assembly: Assembly): AssemblyAnswer => ({ assembly, news: false });
const isBeyond = ({ closed }: Assembly, n: number): boolean => closed !== null && n >= closed.objects;

function withObject(assembly: Assembly, object: AssembledObject): AssemblyAnswer {
  return { assembly: { ...assembly, objects: new Map(assembly.objects).set(object.n, object) }, news: true };
}

function declare(assembly: Assembly, object: DeclaredObject): AssemblyAnswer {
  const known = assembly.objects.get(object.n);
  if (known) return known.identity === object.identity ? repeated(assembly) : { refused: 'object_conflict' };
  if (isBeyond(assembly, object.n)) return { refused: 'event_closed' };
  const refused = object.kind === 'segment' && refuseSegment(assembly.recording, segmentsOf(assembly), object);
  return refused ? { refused } : withObject(assembly, { ...object, state: 'declared' });
}

function close(assembly: Assembly, closed: { objects: number; durationMs: number }): AssemblyAnswer {
  const known = assembly.closed;
  if (known) {
    const isSame = known.objects === closed.objects && known.durationMs === closed.durationMs;
    return isSame ? repeated(assembly) : { refused: 'event_conflict' };
  }
  const all = [...assembly.objects.values()];
  const isShort = all.some(({ n, state }) => n >= closed.objects && state === 'committed');
  if (isShort) return { refused: 'event_conflict' };
  // What was declared beyond the end was given up before a byte of it counted.
  const kept = all.filter(({ n }) => n < closed.objects);
  return { assembly: { ...assembly, closed, objects: new Map(kept.map((one) => [one.n, one])) }, news: true };
}

const segmentsOf = ({ objects }: Assembly): Segment[] => [...objects.values()].filter(({ kind }) => kind === 'segment');
