import { describe, expect, test } from 'vitest';
import { concat, u32 } from '../../fixtures/mux.ts';
import type { ToldStructure } from '../telling/tell.ts';
import type { Box } from './boxes.ts';
import { Fields } from './boxes.ts';
import { timeInRun, timeInTable } from './sample-times.ts';

const boxAt = (type: string, start: number, bytes: Uint8Array): Box => ({
  ...{ type, start, body: start + 8, end: start + bytes.length },
});
const box = (...content: number[]): Uint8Array => concat(...[0, 0, ...content].map(u32));

const wrongIn = (told: readonly ToldStructure[]) =>
  told.flatMap(({ fields }) =>
    fields.filter(({ expected }) => expected !== undefined).map(({ name, value, expected }) => [name, value, expected]),
  );
const namesIn = (told: readonly ToldStructure[]) => told.flatMap(({ fields }) => fields.map(({ name }) => name));

describe('stts', () => {
  // 20 of 3600, one of 180,000, and 15 more.
  const stts = box(0, 3, 20, 3600, 1, 180_000, 15, 3600);
  const told = (sample: number) => timeInTable(new Fields(stts), boxAt('stts', 0, stts), 90_000, sample);

  test('behind a hole: the entry of the sample before, beside what most last', () => {
    expect(wrongIn(told(21))).toEqual([['sample_delta[1]', 180_000, 3600]]);
    expect(namesIn(told(21))).toContain('sample_delta[2]');
  });

  test('elsewhere nothing is wrong, however many entries there are', () => {
    expect(wrongIn(told(10))).toEqual([]);
    expect(namesIn(told(10))).toEqual(['entry_count', 'sample_count[0]', 'sample_delta[0]', 'timescale']);
    expect(wrongIn(told(1000))).toEqual([]);
  });
});

describe('a fragment', () => {
  const tfdt = box(0, 144_000);
  // Durations and sizes of four samples.
  const trun = box(0x300, 4, 3600, 900, 3600, 900, 90_000, 900, 3600, 900);
  const bytes = concat(tfdt, trun);
  const run = {
    ...{ timescale: 90_000, tfdt: boxAt('tfdt', 0, tfdt), trun: boxAt('trun', tfdt.length, trun), count: 4 },
    ...{ entries: { at: tfdt.length + 16, bytes: 8 }, defaultDuration: 0 },
  };
  const told = (sample: number, due: number | null | undefined) =>
    wrongIn(timeInRun(new Fields(bytes), { ...run, due }, sample));

  test('that does not go on where the one before ended', () => {
    expect(told(0, 72_000)).toEqual([['baseMediaDecodeTime', 144_000, 72_000]]);
    expect(told(0, 144_000)).toEqual([]);
    expect(told(0, undefined)).toEqual([]);
  });

  test('in which one sample lasts far longer than the others: of the one behind it', () => {
    expect(told(3, 72_000)).toEqual([['sample_duration[2]', 90_000, 3600]]);
    expect(told(1, 72_000)).toEqual([]);
  });
});
