import { expect, test } from 'vitest';
import { readAudioConfiguration } from './audio-configuration.ts';

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

test('frames of other object types are not counted, and what is cut off says nothing', () => {
  expect(read(0xf9, 0x51, 0x00, 0x00)?.frameSamples).toBeNull();
  expect(read(0x14)).toBeNull();
  expect(read()).toBeNull();
});
