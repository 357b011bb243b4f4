import type { Finding } from '@kaitong/contract/checks';
import { inspectObject, type ObjectInput } from '../inspect-object.ts';
import type { Ports } from '../ports.ts';
import { expectedBy } from './expected-by.ts';
import { FirstPesListener } from './first-pes-listener.ts';
import { PlaceListener } from './listener.ts';
import { expectChecksum } from './section-checksum.ts';
import { type Listener, listen, type ToldStructure } from './tell.ts';
import { TimeListener } from './time-listener.ts';
import { FIRST_PES, isAbout, wantedOf } from './wanted.ts';

/** The bytes of an object that a finding is about. */
export type Explanation = {
  /** Bytes from the start of the object, after decryption; null: no single place. */
  offset: number | null;
  /** How many bytes there are meant, where no field of a header says it. */
  length: number;
  /** Headers there, as the parsers read them: from the outermost inwards. */
  structures: ToldStructure[];
};

/**
 * What stands at a finding's place in the object that it was found in: the object is read again, as `inspectObject` reads
 * it, and its parsers tell the fields of the headers there. Bytes never make it throw.
 */
export function explainFinding(finding: Finding, input: ObjectInput, ports: Ports): Explanation {
  const structures: ToldStructure[] = [];
  let tracks = input.init?.tracks ?? [];
  for (const wanted of wantedOf(finding)) {
    const listener = listenerFor(wanted);
    listen(listener, () => {
      tracks = inspectObject(input, ports).facts.init?.tracks ?? tracks;
    });
    for (const structure of listener.structures.filter((one) => isAbout(finding, one)).map(shortened(finding))) {
      // What encloses the place may be what the finding is about: it stands where it is inside the others.
      const known = structures.findIndex((one) => isSame(one, structure));
      if (known >= 0) structures.splice(known, 1);
      structures.push(structure);
    }
  }
  const { timescale = 1 } = tracks.find(({ kind }) => kind === 'video') ?? {};
  for (const field of structures.flatMap(({ fields }) => fields)) {
    const expected = expectedBy(finding, field, timescale);
    if (expected !== undefined) field.expected ??= expected;
  }
  for (const structure of structures) expectChecksum(structure);
  const offset = shownOf(finding, structures) ?? finding.offset;
  const length = finding.code === 'obj.container' ? Number(finding.params.foreignBytes ?? 1) : 1;
  return { offset: offset ?? structures.find(({ from }) => from !== null)?.from ?? null, length, structures };
}

function listenerFor(wanted: ReturnType<typeof wantedOf>[number]): Listener & { structures: ToldStructure[] } {
  if (wanted === FIRST_PES) return new FirstPesListener();
  return 'timeOf' in wanted ? new TimeListener(wanted.timeOf) : new PlaceListener(wanted);
}

const isSame = (one: ToldStructure, other: ToldStructure): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Of the parameter set that proves the codec, its beginning says enough. */
const shortened =
  ({ code }: Finding) =>
  (structure: ToldStructure): ToldStructure =>
    code === 'ts.stream_type' && structure.kind === 'nal'
      ? { ...structure, fields: structure.fields.slice(0, 4) }
      : structure;

/** Bytes that say more than those at a finding's place. */
function shownOf({ code }: Finding, structures: readonly ToldStructure[]): number | null {
  // Of sound a decoder knows the packet, and the header that it stumbled over lies somewhere in it.
  if (code === 'audio.decode') return structures.find(({ kind }) => kind === 'adts')?.from ?? null;
  // In a box stands what time it is: the picture itself says nothing of that.
  const fields =
    code.startsWith('time.') || code === 'mp4.last_duration'
      ? structures.flatMap((structure) => (structure.kind === 'box' ? structure.fields : []))
      : [];
  return fields.find(({ value, expected }) => expected !== undefined && expected !== value)?.from ?? null;
}
