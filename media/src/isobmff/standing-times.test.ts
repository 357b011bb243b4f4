import { expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { clipOf, judge } from '../../fixtures/clip.ts';
import { edit, findType, u32 } from '../../fixtures/mux.ts';

const fragmented = goodClips['fragmented MP4 in one file'];

/** Every `tfdt` at 0, and every fragment with the number that is given. */
const standing = (numberOf: (own: number) => number) => (bytes: Uint8Array) =>
  edit(bytes, (copy) => {
    const view = new DataView(copy.buffer);
    const each = (type: string, change: (at: number) => void) => {
      for (let at = findType(copy, type); at >= 0; at = Buffer.from(copy).indexOf(type, at + 4)) change(at);
    };
    each('tfdt', (at) => copy.fill(0, at + 8, at + (copy[at + 4] === 1 ? 16 : 12)));
    each('mfhd', (at) => copy.set(u32(numberOf(view.getUint32(at + 8))), at + 8));
  });

test('a tfdt that never moves on is the one error, and the footage lasts as long as its samples', () => {
  const { findings, objects } = judge(
    clipOf(
      fragmented,
      standing((own) => own),
    ),
  );
  expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([
    { code: 'mp4.tfdt', params: { stands: 'stands', seconds: 0 } },
  ]);
  const good = judge(clipOf(fragmented)).objects[0]?.inspection.facts.video?.durationMs;
  expect(objects[0]?.inspection.facts.video?.durationMs).toBe(good);
});
