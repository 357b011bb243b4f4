import {
  type Finding,
  type FoundHeaders,
  type HeaderField,
  HeaderStructure,
  MOST_HEADER_FIELDS,
  MOST_STRUCTURES,
} from '@kaitong/contract/checks';
import { explainFinding, type ObjectInput } from '@kaitong/media';
import { nodePorts } from '../node-ports.ts';

type Told = ReturnType<typeof explainFinding>['structures'][number];

/** The headers around findings in one object, each field as its parser reads it. */
export function headersAround(findings: readonly Finding[], input: ObjectInput): FoundHeaders[] {
  return findings.flatMap((finding) => {
    const structures = explainFinding(finding, input, nodePorts).structures.flatMap(structureOf);
    if (structures.length === 0) return [];
    const { code, object } = finding;
    return [{ code, object, source: input.object.n, structures: structures.slice(0, MOST_STRUCTURES) }];
  });
}

/** What is too long to be a header's word, or unreadable, is left out: nothing that was coded stands in what is passed on. */
function structureOf(told: Told): HeaderStructure[] {
  const fields = told.fields.filter(isOfHeader).slice(0, MOST_HEADER_FIELDS);
  const read = HeaderStructure.safeParse({ ...told, fields });
  return read.success ? [read.data] : [];
}

const isOfHeader = ({ value, expected }: HeaderField): boolean => isWord(value) && isWord(expected ?? 0);

/** Of two words at most: the longest that a header has, such as a brand of files or "640x360". */
const isWord = (value: HeaderField['value']): boolean =>
  typeof value === 'number' ? Number.isFinite(value) : /^[\x20-\x7e]{0,32}$/.test(value);
