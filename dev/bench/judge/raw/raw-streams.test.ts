import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Judge } from '@kaitong/judge';
import { expect, test } from 'vitest';
import { encode, type Recipe } from '../corpus/encode.ts';
import { rawStreamsText, tryRawStreams } from './raw-streams.ts';

const SCENE = 'testsrc2=s=320x176:r=25:d=3';
const avc = (options: Record<string, string>, pixels = 'yuv420p'): Recipe => ({
  ...{ scene: SCENE, encoder: 'libx264', format: 'h264', pixels },
  options: { preset: 'veryfast', g: '25', ...options },
});
const hevc = (parameters: string, pixels = 'yuv420p'): Recipe => ({
  ...{ scene: SCENE, encoder: 'libx265', format: 'hevc', pixels },
  options: { preset: 'ultrafast', 'x265-params': `log-level=none:pools=none:keyint=25:${parameters}` },
});

const STREAMS: Record<string, Recipe> = {
  'baseline.264': avc({ profile: 'baseline' }),
  'slices.jsv': avc({ 'x264-params': 'slices=4' }),
  'open-gop.avc': avc({ bf: '3', 'x264-params': 'open-gop=1' }),
  'fields.26l': avc({ 'x264-params': 'tff=1:bframes=2' }),
  'ten-bits.264': avc({}, 'yuv420p10le'),
  'pyramid.265': hevc('bframes=4:b-pyramid=1'),
  'open-gop.bit': hevc('open-gop=1:bframes=3'),
  'refresh.bit': hevc('intra-refresh=1:bframes=0'),
  'half-the-height.bit': hevc('bframes=0', 'yuv422p'),
};

test('raw streams are wrapped and judged, those that players play are accepted, and a table says why others are not', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-raw-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true }));
  const judge = stack.use(await Judge.start());
  for (const [name, recipe] of Object.entries(STREAMS)) {
    const [made] = await encode(recipe);
    if (made) writeFileSync(path.join(folder, name), made.bytes);
  }
  writeFileSync(path.join(folder, 'readme.txt'), 'no stream');
  const raw = await tryRawStreams(judge, folder, () => undefined);
  expect(raw.mistakes).toEqual([]);
  expect(raw.rows.reduce((sum, { streams }) => sum + streams, 0)).toBe(Object.keys(STREAMS).length);
  const refused = raw.rows.filter(({ accepted, streams }) => accepted < streams);
  expect(refused.map(({ profile, why }) => [profile, [...why]])).toEqual([
    ['H.264 High 10, 4:2:0 10 bit', [['video.profile', 1]]],
    ['H.265 Range Extensions, 4:2:2 8 bit', [['video.profile', 1]]],
  ]);
  expect(rawStreamsText(raw)).toMatch(/\| H\.264 High 10, 4:2:0 10 bit \| 1 \| 0 \| \d \| video\.profile × 1 \|/);
});
