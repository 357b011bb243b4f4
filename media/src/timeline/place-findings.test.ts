import { finding } from '@kaitong/contract/checks';
import { describe, expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { clipOf, judge, upload } from '../../fixtures/clip.ts';
import { framesOf, muxTs } from '../../fixtures/mux.ts';
import { placeInClip, placeInObject } from './place-findings.ts';

// 12 pictures a second, a key frame each 12.
const video = framesOf('h264-no-audio.mpegts');
const segments = [video.slice(0, 12), video.slice(12, 24), video.slice(24)];

/** Three segments of which the second lacks a stretch of TS packets. */
function damaged() {
  const uploads = segments.map((frames, n) => {
    const bytes = muxTs(frames);
    const cut = n === 1 ? Uint8Array.from([...bytes.subarray(0, 188 * 20), ...bytes.subarray(188 * 22)]) : bytes;
    return upload(cut, n, 'segment', Math.round((frames.length * 1000) / 12));
  });
  return judge({ ...clipOf(goodClips['no sound']), uploads });
}

describe('of one object', () => {
  const frames = [0, 40, 80].map((dts, n) => ({ dts, pts: dts, bytes: 100, key: null, offset: 1000 + n * 100 }));

  test('bytes tell the picture and its time, a time tells the picture', () => {
    const byBytes = finding('ts.continuity', { offset: 1150 });
    const byTime = finding('time.gap', { offset: 1250, atMs: 40 });
    placeInObject([byBytes, byTime], frames);
    expect(byBytes).toMatchObject({ frame: 1, atMs: 40 });
    expect(byTime).toMatchObject({ frame: 1, atMs: 40 });
  });

  test('what stands in the sound is no picture’s, and no key frame repairs it', () => {
    const found = finding('audio.adts', { offset: 1150 });
    placeInObject([found], frames);
    expect(found).toMatchObject({ atMs: null });
    expect(found).not.toHaveProperty('frame');
  });

  test('bytes in front of the first picture, and no bytes at all, belong to none', () => {
    const found = [finding('mp4.truncated', { offset: 8 }), finding('video.bitrate')];
    placeInObject(found, frames);
    expect(found.map(({ frame }) => frame)).toEqual([undefined, undefined]);
  });
});

describe('in the clip', () => {
  test('times and pictures are counted across objects, up to the next key frame', () => {
    const { objects } = damaged();
    const byObject = objects.flatMap(({ inspection }) => inspection.findings);
    const own = byObject.find(({ code }) => code === 'ts.continuity');
    const placed = placeInClip(objects, { byObject, byClip: [] }).find(({ code }) => code === 'ts.continuity');
    expect(own?.frame).toBeLessThan(12);
    expect(placed).toMatchObject({ object: 1, offset: own?.offset, frame: 12 + (own?.frame ?? 0) });
    expect(placed?.atMs).toBeCloseTo(1000 + (own?.atMs ?? 0), -1);
    expect((placed?.atMs ?? 0) + (placed?.keyAfterMs ?? 0)).toBeCloseTo(2000, -1);
  });

  test('a key frame that is whole needs none after it, one that is damaged does', () => {
    const { objects } = judge(clipOf(goodClips['no sound']));
    const [whole, damaged] = placeInClip(objects, {
      byObject: [],
      byClip: [finding('picture.repeated', { atMs: 0 }), finding('ts.continuity', { atMs: 0 })],
    });
    expect(whole).toMatchObject({ frame: 0 });
    expect(whole).not.toHaveProperty('keyAfterMs');
    expect(damaged).toMatchObject({ frame: 0, keyAfterMs: 1000 });
  });

  test('a time on the clip’s clock is given its picture; behind the last key frame none follows', () => {
    const { objects } = judge(clipOf(goodClips['no sound']));
    const [first, last] = placeInClip(objects, {
      byObject: [],
      byClip: [finding('video.gop', { atMs: 500 }), finding('decode.errors', { atMs: 2500 })],
    });
    expect(first).toMatchObject({ frame: 6, keyAfterMs: 500 });
    expect(last).toMatchObject({ frame: 30 });
    expect(last).not.toHaveProperty('keyAfterMs');
  });
});
