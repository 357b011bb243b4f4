import { expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { clipOf, judge, readFixture, upload } from '../../fixtures/clip.ts';
import { concat, edit } from '../../fixtures/mux.ts';

const snapshot = readFixture('snapshot.jpg');
const frameHeader = snapshot.findIndex((byte, i) => byte === 0xff && snapshot[i + 1] === 0xc0);

function inspect(bytes: Uint8Array) {
  const clip = clipOf(goodClips['no sound']);
  clip.uploads.push(upload(bytes, 1, 'snapshot', 0));
  const { findings, objects } = judge(clip, {});
  return { findings: findings.filter((f) => f.code !== 'enc.none'), facts: objects[1]?.inspection.facts };
}

test('a whole JPEG has no finding, and its size is known', () => {
  const { findings, facts } = inspect(snapshot);
  expect(findings).toEqual([]);
  expect(facts).toMatchObject({ readable: true, picture: { width: 320, height: 180 } });
});

test('bytes after the end, and fill bytes before a marker, are legal', () => {
  expect(inspect(concat(snapshot, [0, 0, 0])).findings).toEqual([]);
  expect(inspect(concat(snapshot.subarray(0, frameHeader), [0xff], snapshot.subarray(frameHeader))).findings).toEqual(
    [],
  );
});

test('restart markers are part of the picture data', () => {
  const scan = snapshot.length - 200;
  const restarts = Array.from({ length: 8 }, (_, i) => [0xff, 0xd0 + i]).flat();
  expect(inspect(concat(snapshot.subarray(0, scan), [1], restarts, [1], snapshot.subarray(scan))).findings).toEqual([]);
});

test.each([
  ['no_end', snapshot.subarray(0, snapshot.length / 2)],
  ['no_end', snapshot.subarray(0, 100)],
  ['no_start', readFixture('snapshot.png')],
  ['no_start', new TextEncoder().encode('<html>403 Forbidden</html>')],
  ['no_scan', concat([0xff, 0xd8, 0xff, 0xd9])],
  ['marker', edit(snapshot, (copy) => copy.fill(0, frameHeader, frameHeader + 2))],
])('snap.decode is a warning: %s', (measured, bytes) => {
  expect(inspect(bytes).findings).toMatchObject([
    { code: 'snap.decode', severity: 'warning', measured, object: 1, kind: 'snapshot' },
  ]);
});

test('a picture too large to decode: snap.dims', () => {
  const huge = edit(snapshot, (copy) => copy.set([0xff, 0xdc, 0xff, 0xdc], frameHeader + 5));
  expect(inspect(huge).findings).toMatchObject([
    { code: 'snap.dims', severity: 'warning', params: { width: 65_500, height: 65_500 } },
  ]);
});

test('more than 5 MB: snap.size', () => {
  expect(inspect(concat(snapshot, new Uint8Array(5_242_880))).findings).toMatchObject([
    { code: 'snap.size', severity: 'warning' },
  ]);
});

test('an event without a snapshot: snap.missing', () => {
  expect(judge(clipOf(goodClips['no sound']), {}).findings).toContainEqual(
    expect.objectContaining({ code: 'snap.missing', severity: 'warning' }),
  );
});
