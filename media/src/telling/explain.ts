import type { Finding } from '@kaitong/contract/checks';
import { inspectObject, type ObjectInput } from '../inspect-object.ts';
import type { Ports } from '../ports.ts';
import { expectedBy } from './expected-by.ts';
import { PlaceListener } from './listener.ts';
import { expectChecksum } from './section-checksum.ts';
import { listen, type ToldStructure } from './tell.ts';
import { isAbout, wantedOf } from './wanted.ts';

/** The bytes of an object that a finding is about. */
export type Explanation = {
  /** Bytes from the start of the object, after decryption; null: no single place. */
  offset: number | null;
  /** Headers there, as the parsers read them: from the outermost inwards. */
  structures: ToldStructure[];
};

/**
 * What stands at a finding's place in the object that it was found in: the object is read again, as `inspectObject` reads
 * it, and its parsers tell the fields of the headers there. Bytes never make it throw.
 */
export function explainFinding(finding: Finding, input: ObjectInput, ports: Ports): Explanation {
  const structures: ToldStructure[] = [];
  for (const wanted of wantedOf(finding)) {
    const listener = new PlaceListener(wanted);
    listen(listener, () => inspectObject(input, ports));
    structures.push(...listener.structures.filter((structure) => isAbout(finding, structure)));
  }
  for (const field of structures.flatMap(({ fields }) => fields)) {
    const expected = expectedBy(finding, field);
    if (expected !== undefined) field.expected ??= expected;
  }
  for (const structure of structures) expectChecksum(structure);
  // Of sound a decoder knows the packet, and the header that it stumbled over lies somewhere in it.
  const { from: header = null } = structures.find(({ kind }) => kind === 'adts') ?? {};
  const offset = finding.code === 'audio.decode' ? (header ?? finding.offset) : finding.offset;
  return { offset: offset ?? structures.find(({ from }) => from !== null)?.from ?? null, structures };
}
