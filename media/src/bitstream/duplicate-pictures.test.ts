import type { VideoCodec } from '@kaitong/contract/checks';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { framesOf } from '../../fixtures/mux.ts';
import { nodePorts } from '../../fixtures/node-ports.ts';
import { forEachNal } from './nal.ts';
import { VideoTrack } from './video-track.ts';

const STREAMS = [
  'h264-no-audio.mpegts',
  'h264-b-frames.mpegts',
  'h264-interlaced.mpegts',
  'h264-slices.mpegts',
  'h264-intra-refresh.mpegts',
  'h265-aac.mpegts',
  'h265-layers.mpegts',
  'h265-open-gop.mpegts',
] as const;

const codecOf = (name: string): VideoCodec => (name.startsWith('h264') ? 'h264' : 'h265');

function trackOf(codec: VideoCodec, pictures: readonly Uint8Array[]): VideoTrack {
  const track = new VideoTrack(codec, nodePorts);
  for (const picture of pictures)
    forEachNal(picture, (start, end) => {
      const nal = picture.subarray(start, end);
      const reading = track.push(nal, start);
      if (reading.is !== 'slice') return;
      if (reading.startsPicture) track.beginFrame({ dts: null, pts: null, bytes: 0, key: reading.key, offset: start });
      track.addSlice(nal);
    });
  track.end();
  return track;
}

describe.each(STREAMS)('%s', (name) => {
  const codec = codecOf(name);
  const pictures = framesOf(name).map(({ data }) => data);
  const keys = new Set(trackOf(codec, pictures).frames.flatMap(({ key }, at) => (key ? [at] : [])));

  test('no picture of it stands there twice', () => {
    expect(trackOf(codec, pictures).duplicates).toBeNull();
  });

  test('whichever come again, they are counted, and none is missed', () => {
    const numbers = fc.uniqueArray(
      fc.integer({ min: 1, max: pictures.length - 1 }).filter((at) => !keys.has(at)),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 2 }), (again, times) => {
        const all = pictures.flatMap((picture, at) =>
          again.includes(at) ? Array.from({ length: times + 1 }, () => picture) : [picture],
        );
        const track = trackOf(codec, all);
        expect(track.duplicates).toMatchObject({ count: again.length * times, frame: Math.min(...again) + 1 });
        expect(track.losses).toEqual([]);
        expect(track.frames).toHaveLength(pictures.length + again.length * times);
      }),
      { numRuns: 40 },
    );
  });

  test('a key picture that comes again harms nobody', () => {
    const again = pictures.flatMap((picture, at) => (keys.has(at) ? [picture, picture] : [picture]));
    expect(trackOf(codec, again).duplicates).toBeNull();
  });
});

test('H.264 that comes again is garbled until the next key picture, if others build on it', () => {
  const pictures = framesOf('h264-no-audio.mpegts').map(({ data }) => data);
  const { frames } = trackOf('h264', pictures);
  const next = frames.findIndex(({ key }, at) => at > 5 && key !== null);
  const again = pictures.flatMap((picture, at) => (at === 5 ? [picture, picture] : [picture]));
  expect(trackOf('h264', again).garbled).toEqual([[6, next + 1]]);
});

test('an encoder that counts nothing sends equal pictures where nothing moves', () => {
  const pictures = framesOf('h264-no-audio.mpegts').map(({ data }) => data);
  // The stream begins at the picture: nothing has counted yet.
  const [, second] = pictures;
  if (second) expect(trackOf('h264', [second, second]).duplicates).toBeNull();
});
