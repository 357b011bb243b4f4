import type { ToldField, ToldStructure } from '../telling/tell.ts';
import type { Box, Fields } from './boxes.ts';

/** How a run of a fragment says when its samples are decoded, in ticks of its track. */
export type RunTimes = {
  timescale: number;
  tfdt: Box | undefined;
  /** Where the fragment before ended; undefined: there is none in this object. Null: this is no first run. */
  due: number | null | undefined;
  trun: Box;
  count: number;
  /** Its entries; null: they have no durations, and all last `defaultDuration`. */
  entries: { at: number; bytes: number } | null;
  defaultDuration: number;
};

/** Enough to know what most samples last. */
const MOST_LOOKED_AT = 2000;

/** The fields of a fragment that say when its `sample`-th one is decoded, beside what those of the others let expect. */
export function timeInRun(file: Fields, run: RunTimes, sample: number): ToldStructure[] {
  const { timescale, tfdt, due, trun, count, entries, defaultDuration } = run;
  const told: ToldStructure[] = [];
  if (tfdt) {
    const bytes = file.u8(tfdt.body) === 1 ? 8 : 4;
    const value = bytes === 8 ? file.i64(tfdt.body + 4) : file.u32(tfdt.body + 4);
    const expected = sample === 0 && due != null && due !== value ? { expected: due } : {};
    told.push(boxOf(tfdt, timescale, [{ ...field('baseMediaDecodeTime', tfdt.body + 4, bytes, value), ...expected }]));
  }
  const fields = [field('sample_count', trun.body + 4, 4, count)];
  if (!entries) fields.push({ name: 'default_sample_duration', from: null, to: null, value: defaultDuration });
  else {
    const durationOf = (n: number): number => file.u32(entries.at + n * entries.bytes);
    const usual = medianOf(Array.from({ length: Math.min(count, MOST_LOOKED_AT) }, (_, n) => durationOf(n)));
    for (const n of [sample - 1, sample])
      if (n >= 0) {
        const at = entries.at + n * entries.bytes;
        fields.push(besideUsual(field(`sample_duration[${n}]`, at, 4, durationOf(n)), usual));
      }
  }
  told.push(boxOf(trun, timescale, fields));
  return told;
}

/** The same of a file's table `stts` (ISO/IEC 14496-12, 8.6.1.2): the entries of the sample and of the one before it. */
export function timeInTable(file: Fields, stts: Box, timescale: number, sample: number): ToldStructure[] {
  const entryCount = file.u32(stts.body + 4);
  const fields = [field('entry_count', stts.body + 4, 4, entryCount)];
  let usual = { count: 0, delta: 0 };
  const wanted: { entry: number; at: number; count: number; delta: number }[] = [];
  let first = 0;
  for (let entry = 0, at = stts.body + 8; entry < entryCount && at + 8 <= stts.end; entry++, at += 8) {
    const count = file.u32(at);
    const delta = file.i32(at + 4);
    if (count > usual.count) usual = { count, delta };
    if (first <= sample && first + count >= sample && count > 0) wanted.push({ entry, at, count, delta });
    first += count;
  }
  for (const { entry, at, count, delta } of wanted)
    fields.push(
      field(`sample_count[${entry}]`, at, 4, count),
      besideUsual(field(`sample_delta[${entry}]`, at + 4, 4, delta), usual.delta),
    );
  return [boxOf(stts, timescale, fields)];
}

const field = (name: string, from: number, bytes: number, value: number): ToldField => ({
  name,
  from,
  to: from + bytes,
  value,
});

/** Cameras do not keep their pace to the tick. */
const MOST_OFF = 0.5;

const besideUsual = (told: ToldField, usual: number): ToldField =>
  Math.abs(Number(told.value) - usual) > usual * MOST_OFF ? { ...told, expected: usual } : told;

const boxOf = ({ type, start, end }: Box, timescale: number, fields: ToldField[]): ToldStructure => ({
  ...{ kind: 'box', name: type, clause: 'ISO/IEC 14496-12, 8.6 and 8.8', from: start, to: end },
  fields: [...fields, { name: 'timescale', from: null, to: null, value: timescale }],
});

function medianOf(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] ?? 0;
}
