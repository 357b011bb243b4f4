// What travels with a finding: header fields, and nothing of what is coded between them.
import { FoundHeaders, finding } from '@kaitong/contract/checks';
import { inspectObject, type ObjectInput } from '@kaitong/media';
import { describe, expect, test } from 'vitest';
import { nodePorts } from '../node-ports.ts';
import { damageSlices, readClip } from '../testing.ts';
import { headersAround } from './headers-around.ts';
import { planHeaders } from './plan-headers.ts';

function inputOf(bytes: Uint8Array, container: 'ts' | 'mp4'): ObjectInput {
  const hashes = { md5: nodePorts.hash('md5', [bytes]), sha256: nodePorts.hash('sha256', [bytes]) };
  return {
    bytes,
    object: { n: 1, kind: 'segment', bytes: bytes.length, durationMs: 3000, iv: null, ...hashes },
    event: { container, codec: 'h264', width: 320, height: 180, encryption: 'none' },
  };
}

/** As a NAL unit's header and its slice header may be long, with room for what an encoder of many references writes. */
const LONGEST_SLICE_HEADER = 48;

describe.each([
  ['h264-aac.mpegts', 'ts'],
  ['h264-faststart.mp4', 'mp4'],
  ['h264-fragmented.mp4', 'mp4'],
  ['h264-slices.mpegts', 'ts'],
] as const)('wherever a finding of %s points, into coded pictures too,', (name, container) => {
  const bytes = readClip(name);
  const input = inputOf(bytes, container);
  const findings = Array.from({ length: 40 }, (_, n) =>
    finding('decode.errors', { object: 1, offset: Math.floor(((n + 0.5) * bytes.length) / 40), frame: n }),
  );
  const found = findings.flatMap((one) => headersAround([one], input));

  test('there are headers', () => expect(found.length).toBeGreaterThan(20));

  test('no field is a stretch of bytes, and none of a slice lies behind its header', () => {
    for (const { structures } of found)
      for (const { kind, name: structure, from, fields } of structures)
        for (const { from: at, to, value } of fields) {
          if (typeof value === 'string') expect(value).toMatch(/^[\x20-\x7e]{0,32}$/);
          if (at === null || to === null) continue;
          expect(to - at, `${structure} ${at}`).toBeLessThanOrEqual(16);
          if (kind === 'nal' && from !== null && /slice/.test(structure))
            expect(to - from, structure).toBeLessThanOrEqual(LONGEST_SLICE_HEADER);
        }
  });

  test('eight bytes that stand in the coded data stand nowhere in what is passed on', () => {
    const told = JSON.stringify(found);
    for (let at = 0; at + 8 <= bytes.length; at += 8) {
      const window = Buffer.from(bytes.subarray(at, at + 8));
      for (const text of [window.toString('hex'), window.toString('base64'), window.readBigUInt64BE().toString()])
        expect(told.includes(text) && new Set(window).size > 3, `${name} @ ${at}: ${text}`).toBe(false);
    }
  });
});

test('what is told keeps to the form that planes exchange', () => {
  const damaged = damageSlices(readClip('h264-aac.mpegts'), 3);
  const input = inputOf(damaged, 'ts');
  const { findings } = inspectObject(input, nodePorts);
  const headers = headersAround([...findings, finding('time.rate', { measured: 2 })], input);
  expect(headers.map((one) => FoundHeaders.parse(one))).toEqual(headers);
  expect(headers.at(-1)?.structures[0]?.kind).toBe('pes');
});

test('a headline is looked for in its object and the init segment, one of the clip in the first segment', () => {
  const objects = [
    { n: 0, kind: 'init' as const },
    { n: 1, kind: 'segment' as const },
    { n: 2, kind: 'segment' as const },
    { n: 3, kind: 'snapshot' as const },
  ];
  const inSecond = finding('video.first_not_key', { object: 2, offset: 70 });
  const ofClip = finding('time.too_short', { measured: 900 });
  const ofPicture = finding('picture.black', { object: 3 });
  const plans = planHeaders([inSecond, ofClip, ofPicture], objects);
  expect(plans.map(({ n, findings }) => [n, findings.map(({ code, offset }) => [code, offset])])).toEqual([
    [
      0,
      [
        ['video.first_not_key', null],
        ['time.too_short', null],
      ],
    ],
    [2, [['video.first_not_key', 70]]],
    [1, [['time.too_short', null]]],
  ]);
});
