import { milliseconds, type ProblemCode, type Refusal, refusal, seconds } from '@kaitong/contract';
import type { Container, ObjectDeclaration, ObjectKind } from '@kaitong/contract/checks';
import { largestObject, type UploadLimits } from './limits.ts';

/** One object of an event. `identity`: all that was declared about it; two declarations of one object agree in it. */
export type DeclaredObject = { n: number; kind: ObjectKind; durationMs: number; bytes: number; identity: string };
export type AssembledObject = DeclaredObject & { state: 'declared' | 'committed' };

/** Sums over everything declared of an event: with them, limits are held without reading its objects. */
export type Declared = {
  objects: number;
  bytes: number;
  footageMs: number;
  /** The segment with the highest number. */
  last: { n: number; durationMs: number } | null;
};

export type Closed = { objects: number; durationMs: number };

/** An event as its messages have made it so far. */
export type Assembly = {
  container: Container;
  limits: UploadLimits;
  declared: Declared;
  /** By number: all of them, or for a declaration and a commit the one that it is about. */
  objects: ReadonlyMap<number, AssembledObject>;
  /** What the device said when it closed the event; null while it is open. */
  closed: Closed | null;
};

export type AssemblyMessage =
  | { type: 'declare'; object: DeclaredObject }
  /** `isStored`: all its bytes are in the object store. */
  | { type: 'commit'; n: number; isStored: boolean }
  | ({ type: 'close' } & Closed);

export type AssemblyRefusal = Extract<
  ProblemCode,
  | 'footage_limit_reached'
  | 'segment_too_short'
  | 'object_too_large'
  | 'object_conflict'
  | 'object_unknown'
  | 'object_not_stored'
  | 'event_closed'
  | 'event_conflict'
>;

/** `news`: false for what came before and changes nothing. */
export type Assembled = { assembly: Assembly; news: boolean };

export const NOTHING_DECLARED: Declared = { objects: 0, bytes: 0, footageMs: 0, last: null };

export const openAssembly = (container: Container, limits: UploadLimits): Assembly => ({
  ...{ container, limits, declared: NOTHING_DECLARED, objects: new Map(), closed: null },
});

export const declaredOf = ({ n, kind, durationMs, bytes, md5, sha256, iv }: ObjectDeclaration): DeclaredObject => ({
  ...{ n, kind, bytes, durationMs: kind === 'segment' ? durationMs : 0 },
  identity: [kind, durationMs, bytes, md5, sha256, iv].join(' '),
});

/**
 * An event after one message of its device. Messages come twice, late and in any order, and some never: what was
 * acknowledged once stays, a repeated one is acknowledged again, and a refused one can be sent again when it is due.
 * A close only says how many objects there are; those that are missing may still come.
 */
export function assemble(assembly: Assembly, message: AssemblyMessage): Assembled | Refusal {
  switch (message.type) {
    case 'declare':
      return declare(assembly, message.object);
    case 'commit': {
      const object = assembly.objects.get(message.n);
      if (!object) return refuse(isBeyond(assembly, message.n) ? 'event_closed' : 'object_unknown');
      if (object.state === 'committed') return repeated(assembly);
      return message.isStored ? withObject(assembly, { ...object, state: 'committed' }) : refuse('object_not_stored');
    }
    case 'close':
      return close(assembly, { objects: message.objects, durationMs: message.durationMs });
  }
}

const refuse = (code: AssemblyRefusal): Refusal => refusal(code);
const repeated = (assembly: Assembly): Assembled => ({ assembly, news: false });
const isBeyond = ({ closed }: Assembly, n: number): boolean => closed !== null && n >= closed.objects;

function withObject(assembly: Assembly, object: AssembledObject): Assembled {
  return { assembly: { ...assembly, objects: new Map(assembly.objects).set(object.n, object) }, news: true };
}

function declare(assembly: Assembly, object: DeclaredObject): Assembled | Refusal {
  const known = assembly.objects.get(object.n);
  if (known) return known.identity === object.identity ? repeated(assembly) : refuse('object_conflict');
  if (isBeyond(assembly, object.n)) return refuse('event_closed');
  const refused = refuseObject(assembly, object);
  if (refused) return refused;
  const declared = addDeclared(assembly.declared, object);
  return withObject({ ...assembly, declared }, { ...object, state: 'declared' });
}

/** Why an object does not fit into an event, in whatever order its objects are declared. */
export function refuseObject(
  { container, limits, declared }: Pick<Assembly, 'container' | 'limits' | 'declared'>,
  { n, kind, durationMs, bytes }: DeclaredObject,
): Refusal | undefined {
  const limit = largestObject(container, kind, limits);
  if (bytes > limit) return refusal('object_too_large', { limit });
  const isSegment = kind === 'segment';
  const { footage, overrun, shortest } = limits;
  const isLong = isSegment && (declared.footageMs >= footage || declared.footageMs + durationMs > footage + overrun);
  if (isLong || declared.objects >= limits.objects || declared.bytes + bytes > limits.bytes)
    return refusal('footage_limit_reached', { seconds: footage / seconds(1) });
  // Only the last one may be short: whatever was left when the recording stopped. Of the others the new one, or the one
  // that is the last no more, can be the first to break this.
  const before = n < (declared.last?.n ?? -1) ? durationMs : (declared.last?.durationMs ?? shortest);
  return isSegment && before < shortest ? refusal('segment_too_short', { seconds: shortest / seconds(1) }) : undefined;
}

function addDeclared(
  { objects, bytes, footageMs, last }: Declared,
  { n, kind, durationMs, bytes: more }: DeclaredObject,
): Declared {
  return {
    objects: objects + 1,
    bytes: bytes + more,
    footageMs: milliseconds(footageMs + durationMs),
    last: kind === 'segment' && n > (last?.n ?? -1) ? { n, durationMs } : last,
  };
}

export const declaredIn = (objects: Iterable<DeclaredObject>): Declared =>
  [...objects].reduce(addDeclared, NOTHING_DECLARED);

function close(assembly: Assembly, closed: Closed): Assembled | Refusal {
  const known = assembly.closed;
  if (known) {
    const isSame = known.objects === closed.objects && known.durationMs === closed.durationMs;
    return isSame ? repeated(assembly) : refuse('event_conflict');
  }
  const all = [...assembly.objects.values()];
  const isShort = all.some(({ n, state }) => n >= closed.objects && state === 'committed');
  if (isShort) return refuse('event_conflict');
  // What was declared beyond the end was given up before a byte of it counted.
  const kept = all.filter(({ n }) => n < closed.objects);
  const objects = new Map(kept.map((one) => [one.n, one]));
  return { assembly: { ...assembly, closed, objects, declared: declaredIn(kept) }, news: true };
}
