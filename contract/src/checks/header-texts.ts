import type { Language } from '../languages.ts';
import type { HeaderField, HeaderStructure } from './found-headers.ts';

type Field = Pick<HeaderField, 'name' | 'value' | 'expected' | 'follows'>;

type Texts = {
  kinds: Record<HeaderStructure['kind'], (name: string) => string>;
  about: (time: string) => string;
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
    about: (time) => `about ${time}`,
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
    about: (time) => `约 ${time}`,
  },
};

/** What a header is called: "box tfdt". */
export const headerName = ({ kind, name }: Pick<HeaderStructure, 'kind' | 'name'>, language: Language): string =>
  texts[language].kinds[kind](name);

/** The field's value is not what it has to be. */
export const isFieldWrong = ({ value, expected }: Field): boolean => expected !== undefined && expected !== value;

/** What a field of the header `structure` says, as readers of its standard know it. */
export const fieldValueText = (structure: string, { name, value }: Field): string => shown(structure, name, value);

/**
 * What it has to say; null where it is right, or nothing is known. Findings have times in whole milliseconds, of which each
 * is ninety ticks.
 */
export function fieldDueText(structure: string, field: Field, language: Language): string | null {
  const { name, expected } = field;
  if (expected === undefined || !isFieldWrong(field)) return null;
  if (typeof expected !== 'number' || !IS_TIME.test(name)) return shown(structure, name, expected);
  return texts[language].about(`${(expected / 90_000).toFixed(3)} s`);
}

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
