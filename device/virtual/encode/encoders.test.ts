import type { VideoCodec } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import { kindOfNal, splitNals } from '../mux/annex-b.ts';
import { drawnScene } from '../picture/scene.ts';
import { openEncoder, type PictureEncoder } from './encoder.ts';
import { TICKS, type VideoFormat, type VideoFrame } from './frames.ts';
import { loadNodeAv } from './node-av.ts';
import { hasFfmpeg, openPipedEncoder } from './piped-encoder.ts';

const GROUP = 5;
const av = await loadNodeAv();
const engines: [string, ((format: VideoFormat, group: number) => Promise<PictureEncoder>) | undefined][] = [
  ['node-av', av && ((format, group) => openEncoder(av, format, group))],
  ['the system’s ffmpeg', (await hasFfmpeg()) ? openPipedEncoder : undefined],
];
const codecs: VideoCodec[] = ['h264', 'h265'];

test.each(engines.flatMap(([name, open]) => codecs.map((codec) => [name, codec, open] as const)))(
  '%s encodes %s picture by picture: a key frame with parameter sets every group, none held back',
  async (_name, codec, open) => {
    if (open === undefined) return;
    const format = { codec, width: 160, height: 90, fps: 10 };
    const encoder = await open(format, GROUP);
    const draw = drawnScene(format.width, format.height, 'test');
    const frames: VideoFrame[] = [];
    for (let at = 0; at < GROUP * 2; at++) {
      frames.push(await encoder.encode(draw({ wallMs: at * 100, waveMs: at * 100 }), (at * TICKS) / format.fps));
    }
    encoder.close();
    expect(frames.map(({ key }) => key)).toEqual(frames.map((_, at) => at % GROUP === 0));
    for (const { data, key } of frames) {
      const kinds = splitNals(data).map((nal) => kindOfNal(codec, nal));
      expect(kinds.includes('sps') && kinds.includes('pps')).toBe(key);
      expect(kinds).toContain('other');
    }
  },
);
