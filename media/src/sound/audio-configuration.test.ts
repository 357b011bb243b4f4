import { expect, test } from 'vitest';
import { lowComplexity, readAudioConfiguration } from './audio-configuration.ts';

const read = (...bytes: number[]) => readAudioConfiguration(Uint8Array.from(bytes));

test('AAC LC has 1,024 samples a frame, or 960', () => {
  expect(read(0x14, 0x08)).toEqual({ rate: 16_000, frameSamples: 1024 });
  expect(read(0x14, 0x0c)).toEqual({ rate: 16_000, frameSamples: 960 });
});

test('HE-AAC says the rate of its core first, whose frames are counted', () => {
  expect(read(0x2b, 0x11, 0x88)).toEqual({ rate: 24_000, frameSamples: 1024 });
});

test('low delay has frames of half the length', () => {
  expect(read(0xbc, 0x08)).toEqual({ rate: 16_000, frameSamples: 512 });
});

test('a rate may be written out', () => {
  expect(read(0x17, 0x80, 0x1f, 0x40, 0x08)).toEqual({ rate: 16_000, frameSamples: 1024 });
});

test('frames of other object types are not counted', () => {
  expect(read(0xf9, 0x51, 0x00, 0x00)).toMatchObject({ frameSamples: null });
});

test('what is cut off, of no object type or of a reserved rate is told by that', () => {
  expect(read(0x14)).toBe('cut');
  expect(read()).toBe('cut');
  expect(read(0x04, 0x08)).toBe('object_type');
  expect(read(0x16, 0x88)).toBe('rate');
});

test('AAC LC has one of its own for each rate that has an index', () => {
  expect(lowComplexity(16_000, 1)).toBe('1408');
  expect(lowComplexity(48_000, 2)).toBe('1190');
  expect(lowComplexity(15_000, 1)).toBeNull();
});
