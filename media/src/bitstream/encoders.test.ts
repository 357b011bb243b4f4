import { describe, expect, test } from 'vitest';
import { fromHex } from '../hex.ts';
import { readSps as readH264 } from './h264/parameter-sets.ts';
import { readSps as readH265 } from './h265/parameter-sets.ts';

// Expected values are what FFmpeg reads from the same bytes.
describe('sequence parameter sets of H.264 encoders', () => {
  test.each([
    ['OpenH264', '6742c00b8c681417201e1108d4', [320, 176, 'Baseline', 11]],
    ['an IP camera with fields of VUI', '674d002a963540f0044fcb37010101400001c2000057e401', [1920, 1080, 'Main', 42]],
    ['an IP camera, short VUI', '674d002a963540f0044fcb3701010102', [1920, 1080, 'Main', 42]],
    ['nal_ref_idc of 1', '27640028ac1ad00f0044bca800', [1920, 1080, 'High', 40]],
    ['a camera, 720 lines', '674d0029e2900a00b7602dc040406907891150', [1280, 720, 'Main', 41]],
    ['a panoramic sensor', '67420029e2900a00cb602dc040406907891150', [1280, 800, 'Baseline', 41]],
    ['a game console', '67640c20ac2b402802dd35010d01e080', [1280, 720, 'High', 32]],
    ['QCIF', '6742000a9653058988', [176, 144, 'Baseline', 10]],
    ['trailing zeros', '6742c01e8c8d40a0f900f08846a0000000', [320, 240, 'Baseline', 30]],
  ])('%s', (_, hex, expected) => {
    const format = readH264(fromHex(hex))?.format;
    expect([format?.width, format?.height, format?.profile, format?.level]).toEqual(expected);
    expect([format?.chroma, format?.bitDepth]).toEqual(['4:2:0', 8]);
  });
});

describe('sequence parameter sets of H.265 encoders', () => {
  test.each([
    ['Kvazaar', '4201020160000003008000000300000300ba0000a00a880c1c95cb924caa0100000303e800002ee008', [330, 190, 62]],
    [
      'x265, three temporal layers',
      '42010401600000030090000003000003003c0000a00a880c1c95965652b295952930bc05a52080000003008000000604',
      [330, 190, 20],
    ],
    [
      'x265, fields',
      '42010101600000030090000003000003003ca00a880c1c95965654a4c2f01694820000030002000003001810',
      [330, 190, 20],
    ],
    [
      'a camera without constraint flags',
      '42010101600000030000030000030000030096a001e020021c7f8aad3ba24bb200000001',
      [3840, 2160, 50],
    ],
    ['a recorder', '420101016000000300b00000030000030099a001e020021c58dae4914bf37010101008', [3840, 2160, 51]],
    [
      'a camera, 720 lines',
      '420101016000000300b0000003000003005da00280802d1636b924cbf0080000030008000003019508',
      [1280, 720, 31],
    ],
    [
      'an encoder chip',
      '420101016000000300900000030000030078a003c08010e596666924cae010000003001000000301e080',
      [1920, 1080, 40],
    ],
  ])('%s', (_, hex, expected) => {
    const format = readH265(fromHex(hex))?.format;
    expect([format?.width, format?.height, format?.level]).toEqual(expected);
    expect([format?.profile, format?.chroma, format?.bitDepth]).toEqual(['Main', '4:2:0', 8]);
  });

  test('ten bits and 4:2:2', () => {
    const hex = '4201010408000003009d0800000300003cb00a880c1c96d96566924caf0168080000030008000003006040';
    expect(readH265(fromHex(hex))?.format).toMatchObject({ width: 330, height: 190, chroma: '4:2:2', bitDepth: 10 });
  });
});
