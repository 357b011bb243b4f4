import { expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { clipOf, judge, upload } from '../../fixtures/clip.ts';
import { concat, framesOf, muxTs } from '../../fixtures/mux.ts';

const single = goodClips['no sound'];
const video = framesOf('h264-no-audio.mpegts');

test('a segment that ends in mid-picture, the rest of which the next one begins with: ts.pes_short at that picture', () => {
  // The last picture of the first is a key picture, of several packets.
  const [first, second] = [muxTs(video.slice(0, 25)), muxTs(video.slice(25))];
  const at = first.length - 3 * 188;
  const cut = (n: number) =>
    judge({
      ...clipOf(single),
      uploads: [
        upload(first.subarray(0, at), 0, 'segment', 2083),
        upload(concat(first.subarray(at), second), n, 'segment', 917),
      ],
    }).findings.filter(({ code }) => code === 'ts.pes_short');
  expect(cut(1)).toMatchObject([{ object: 0, severity: 'error', atMs: 2000, params: { why: 'cut', packets: 3 } }]);
  // What would be between them is not there.
  expect(cut(2)).toEqual([]);
});
