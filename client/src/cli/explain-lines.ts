import type { Language } from '@kaitong/contract';
import { type Finding, fieldDueText, fieldValueText, headerName, isFieldWrong } from '@kaitong/contract/checks';
import type { Explained } from '@kaitong/judge/local';
import type { CheckedClip } from './checked-clip.ts';
import { hexDump } from './hex-dump.ts';

type Structure = Explained['structures'][number];
type Field = Structure['fields'][number];

type Texts = {
  /** The field's value is not what it has to be. */
  expected: (value: string) => string;
  /** It is right, and will no longer be once another field is changed. */
  follows: (value: string) => string;
  elsewhere: string;
};

const texts: Record<Language, Texts> = {
  en: {
    expected: (value) => `✗ expected ${value}`,
    follows: (value) => `valid as it stands; after the change above ${value}`,
    elsewhere: 'from the sample entry or an earlier object',
  },
  'zh-CN': {
    expected: (value) => `✗ 应为 ${value}`,
    follows: (value) => `目前是对的；改好上面的字段后变为 ${value}`,
    elsewhere: '来自样本描述或更早的对象',
  },
};

/** What was explained of a finding; nothing where nobody asked. */
export function explanationOf(
  { code, object }: Finding,
  { explained = [], objects, verdict }: CheckedClip,
  language: Language,
): string[] {
  const found = explained.filter((one) => one.code === code && one.object === object);
  const isSeveral = verdict.findings.some((other) => other.code === code && other.object !== object);
  return found.flatMap((one) => {
    const isNamed = isSeveral || one.source !== object;
    const named = isNamed ? objects.filter(({ n }) => n === one.source) : [];
    return [...named.map(({ name }) => `    ${name}`), ...explainLines(one, language)];
  });
}

/** The bytes at a finding's place and the headers there, field by field: found, and beside it what was expected. */
function explainLines({ structures, bytes, offset, length }: Explained, language: Language): string[] {
  const wrong = structures.flatMap(({ fields }) => fields.filter((field) => isFieldWrong(field) && !field.follows));
  const dump = bytes ? hexDump(bytes, marksOf(wrong, offset, length)) : [];
  return [...dump, ...structures.flatMap((structure) => structureLines(structure, language))].map(
    (line) => `    ${line}`,
  );
}

/** The bytes of the fields that are wrong; where none is known, the place itself. */
function marksOf(wrong: readonly Field[], offset: number | null, length: number): (readonly [number, number])[] {
  const marks = wrong.flatMap(({ from, to }) => (from === null || to === null ? [] : [[from, to] as const]));
  return marks.length > 0 || offset === null ? marks : [[offset, offset + length]];
}

function structureLines(structure: Structure, language: Language): string[] {
  const { name, clause, from, fields } = structure;
  const t = texts[language];
  const title = headerName(structure, language);
  const width = Math.max(0, ...fields.map((field) => field.name.length));
  const place = from === null ? t.elsewhere : `@ ${from}`;
  return [
    `${title}  ${place}  (${clause})`,
    ...fields.map((field) => {
      const told = field.follows ? t.follows : t.expected;
      const due = fieldDueText(name, field, language);
      const beside = due === null ? '' : `  ${told(due)}`;
      return `  ${field.name.padEnd(width)}  ${fieldValueText(name, field)}${beside}`;
    }),
  ];
}
