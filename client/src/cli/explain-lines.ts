import type { Language } from '@kaitong/contract';
import type { Finding } from '@kaitong/contract/checks';
import type { Explained } from '@kaitong/judge/local';
import type { CheckedClip } from './checked-clip.ts';
import { hexDump } from './hex-dump.ts';

type Structure = Explained['structures'][number];
type Field = Structure['fields'][number];

type Texts = {
  kinds: Record<Structure['kind'], (name: string) => string>;
  /** The field's value is not what it has to be. */
  expected: (value: string) => string;
  about: (time: string) => string;
  /** It is right, and will no longer be once another field is changed. */
  follows: (value: string) => string;
  elsewhere: string;
};

const texts: Record<Language, Texts> = {
  en: {
    kinds: {
      'ts-packet': () => 'TS packet',
      pes: () => 'PES packet',
      table: (name) => name,
      box: (name) => `box ${name}`,
      nal: (name) => `NAL unit, ${name}`,
      adts: () => 'ADTS frame',
    },
    expected: (value) => `✗ expected ${value}`,
    about: (time) => `about ${time}`,
    follows: (value) => `valid as it stands; after the change above ${value}`,
    elsewhere: 'from the sample entry or an earlier object',
  },
  'zh-CN': {
    kinds: {
      'ts-packet': () => 'TS 包',
      pes: () => 'PES 包',
      table: (name) => name,
      box: (name) => `${name} box`,
      nal: (name) => `NAL 单元，${name}`,
      adts: () => 'ADTS 帧',
    },
    expected: (value) => `✗ 应为 ${value}`,
    about: (time) => `约 ${time}`,
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
  const wrong = structures.flatMap(({ fields }) => fields.filter((field) => isWrong(field) && !field.follows));
  const dump = bytes ? hexDump(bytes, marksOf(wrong, offset, length)) : [];
  return [...dump, ...structures.flatMap((structure) => structureLines(structure, texts[language]))].map(
    (line) => `    ${line}`,
  );
}

/** The bytes of the fields that are wrong; where none is known, the place itself. */
function marksOf(wrong: readonly Field[], offset: number | null, length: number): (readonly [number, number])[] {
  const marks = wrong.flatMap(({ from, to }) => (from === null || to === null ? [] : [[from, to] as const]));
  return marks.length > 0 || offset === null ? marks : [[offset, offset + length]];
}

function structureLines({ kind, name, clause, from, fields }: Structure, t: Texts): string[] {
  const title = t.kinds[kind](name);
  const width = Math.max(0, ...fields.map((field) => field.name.length));
  const place = from === null ? t.elsewhere : `@ ${from}`;
  return [
    `${title}  ${place}  (${clause})`,
    ...fields.map((field) => {
      const { name: fieldName, value, expected, follows } = field;
      const told = follows ? t.follows : t.expected;
      const due = expected !== undefined && isWrong(field) ? dueText(name, fieldName, expected, t) : undefined;
      const beside = due === undefined ? '' : `  ${told(due)}`;
      return `  ${fieldName.padEnd(width)}  ${shown(name, fieldName, value)}${beside}`;
    }),
  ];
}

/** Findings have times in whole milliseconds, of which each is ninety ticks. */
function dueText(structure: string, name: string, expected: number | string, t: Texts): string {
  if (typeof expected !== 'number' || !IS_TIME.test(name)) return shown(structure, name, expected);
  return t.about(`${(expected / 90_000).toFixed(3)} s`);
}

const isWrong = ({ value, expected }: Field): boolean => expected !== undefined && expected !== value;

/** What standards and tools write in hex, as their readers know it. */
const IN_HEX =
  /^(?:sync_byte|syncword.*|stream_id|stream_type|CRC_32|flags|PID|elementary_PID|PCR_PID|program_map_PID)$/;

/** Ticks of 90 kHz. */
const IS_TIME = /^(?:PTS|DTS|program_clock_reference_base)$/;
/** What the numbers of slice_type mean: H.264, Table 7-6, and H.265, Table 7-7. */
const SLICES: Record<string, readonly string[]> = {
  slice_header: ['P', 'B', 'I', 'SP', 'SI'],
  slice_segment_header: ['B', 'P', 'I'],
};

function shown(structure: string, name: string, value: number | string): string {
  if (typeof value === 'string') return value;
  if (IN_HEX.test(name)) return `0x${value.toString(16)} (${value})`;
  if (IS_TIME.test(name)) return `${value} (${(value / 90_000).toFixed(3)} s)`;
  const types = name === 'slice_type' ? SLICES[structure] : undefined;
  return types ? `${value} (${types[value % types.length]})` : String(value);
}
