import type { Finding } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { type Clip, clipOf, judge, readFixture, upload } from '../../fixtures/clip.ts';
import { concat, framesOf, muxTs } from '../../fixtures/mux.ts';
import { nodePorts } from '../../fixtures/node-ports.ts';
import { explainFinding } from './explain.ts';

const SOUND = 257;

test('a segment with earlier times than the one before: its first PES header of pictures, with what was due', () => {
  const frames = framesOf('h264-no-audio.mpegts');
  const late = frames.slice(12, 24).map(({ pts, dts, data }) => ({
    ...{ data, pts: (pts ?? 0) - 90_000, dts: (dts ?? 0) - 90_000 },
  }));
  const uploads = [frames.slice(0, 12), late].map((part, n) => upload(muxTs(part), n, 'segment', 1000));
  const clip: Clip = { ...clipOf(goodClips['no sound']), uploads };
  const found = judge(clip).findings.find(({ code }) => code === 'time.backwards');
  const last = uploads.at(-1);
  if (!found || !last) throw new Error('no step back');
  const { structures, offset } = explainFinding(found, { ...last, event: clip.event }, nodePorts);
  expect(structures).toMatchObject([{ kind: 'pes' }]);
  const { value, expected } = structures[0]?.fields.find(({ name }) => name === 'PTS') ?? {};
  expect(Math.abs(Number(expected) - Number(value) - 90_000)).toBeLessThan(100);
  expect(offset).toBe(structures[0]?.from);
});

test('the first PES header of pictures is not that of the sound, wherever it comes', () => {
  const clip = clipOf(goodClips['H.264 and AAC in MPEG-TS'], () => {
    const bytes = readFixture('h264-aac.mpegts');
    const packets = Array.from({ length: bytes.length / 188 }, (_, n) => bytes.subarray(n * 188, n * 188 + 188));
    const isSound = (packet: Uint8Array) => ((packet[1] ?? 0) & 31) === SOUND >> 8 && packet[2] === (SOUND & 255);
    const [tables, rest] = [packets.slice(0, 3), packets.slice(3)];
    return concat(...tables, ...rest.filter(isSound), ...rest.filter((packet) => !isSound(packet)));
  });
  const [object] = clip.uploads;
  if (!object) throw new Error('a clip without objects');
  const about = { code: 'time.gap', offset: null, params: {} } as unknown as Finding;
  const { structures } = explainFinding(about, { ...object, event: clip.event }, nodePorts);
  expect(structures).toHaveLength(1);
  const fields = Object.fromEntries(structures[0]?.fields.map(({ name, value }) => [name, value]) ?? []);
  expect(fields).toMatchObject({ stream_id: 0xe0, PTS: expect.any(Number) });
});
