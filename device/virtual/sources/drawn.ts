import { milliseconds } from '@kaitong/contract';
import type { Clock } from '../../src/index.ts';
import { findEncoders } from '../encode/find-encoders.ts';
import { type Group, TICKS, ticksOf, type VideoFormat, type VideoFrame } from '../encode/frames.ts';
import { roomSound } from '../mux/audio.ts';
import { blankCanvas, type Canvas } from '../picture/canvas.ts';
import { encodeJpeg } from '../picture/jpeg.ts';
import { drawnScene, type Manner, mannerOf, WAVE_MS } from '../picture/scene.ts';
import type { Recording, RecordingRequest, Source } from './source.ts';

/** What is wrong with the picture, or with how it is coded, for a camera that is to fail. */
export type PictureFault = {
  /**
   * `fixed`: every recording the same, its clock too; `alike`: so but for a small mark, so that it is coded anew. `empty`: a
   * buffer of zeros; `tinted`: colour from a wrong address; `stopped`: nothing new after the first two seconds; `doubled`:
   * every picture twice.
   */
  shows?: 'black' | 'empty' | 'tinted' | 'frozen' | 'stopped' | 'doubled' | 'fixed' | 'alike';
  coding?: NonNullable<VideoFormat['coding']>;
  /** Instead of what was asked for. */
  fps?: number;
  /** Between key frames; a segment is then cut without one. */
  keyEveryMs?: number;
  /** Beyond the end of what was asked for. */
  goesOnMs?: number;
  sound?: true;
  /** Half the frame rate in the dark, with the stamps of the day. */
  slowNight?: true;
};

export type DrawnOptions = {
  format: VideoFormat;
  /** Burnt in, to tell recordings of different cameras apart. */
  label: string;
  groupMs: number;
  sound: boolean;
  clock: Clock;
  fault?: PictureFault;
};

/**
 * A drawn room, encoded live. Between recordings nothing runs at all: pictures of the past are drawn when they are
 * asked for, by the clock of that time; pictures of a recording are drawn when their time has come.
 * Undefined where neither node-av nor an `ffmpeg` is there to encode.
 */
export async function openDrawnSource(options: DrawnOptions): Promise<Source | undefined> {
  const encoders = await findEncoders();
  if (encoders === undefined) return undefined;
  const { open } = encoders;
  const { clock, fault } = options;
  const { shows, coding } = fault ?? {};
  const format = { ...options.format, ...(coding && { coding }), ...(fault?.fps && { fps: fault.fps }) };
  const hasSound = fault?.sound ?? options.sound;
  const scene = drawnScene(format.width, format.height, options.label);
  const waves: { begun: number; manner: Manner }[] = [];
  let night = { from: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY };
  const isDark = (at: number): boolean => night.from <= at && at < night.until;
  const interval = 1000 / format.fps;
  const groupFrames = Math.max(1, Math.round(options.groupMs / interval));
  const keyFrames = Math.max(1, Math.round((fault?.keyEveryMs ?? options.groupMs) / interval));

  let preview: typeof scene | undefined;

  const pictureAt = (at: number, sinceStart: number, draw = scene): Canvas => {
    if (shows === 'black') return blackPicture(format);
    if (shows === 'empty') return emptyPicture(format);
    if (shows === 'fixed' || shows === 'alike')
      return draw({ wallMs: FIXED_WALL + sinceStart, waveMs: sinceStart % WAVE_MS });
    const moment = shows === 'frozen' ? 0 : at;
    const wallMs = clock.wall() - (clock.monotonic() - moment);
    const wave = waves.findLast(({ begun }) => begun <= moment && moment < begun + WAVE_MS);
    const canvas = draw({
      wallMs: shows === 'frozen' ? FIXED_WALL : wallMs,
      waveMs: wave === undefined ? null : moment - wave.begun,
      ...(wave && { manner: wave.manner }),
    });
    return isDark(at) ? byNight(canvas) : canvas;
  };

  let canvas: Canvas | undefined;
  /** Where nothing new comes, the last picture stays. */
  const shownAt = (at: number, sinceStart: number, index: number, draw: typeof scene): Canvas => {
    const stays = (shows === 'stopped' && sinceStart > STOPS_AFTER_MS) || (shows === 'doubled' && index % 2 === 1);
    if (stays && canvas) return canvas;
    canvas = pictureAt(at, sinceStart, draw);
    if (shows === 'tinted') tint(canvas);
    return canvas;
  };

  async function* groups({ from, until, firstMs, signal }: RecordingRequest): AsyncGenerator<Group> {
    let encoder = await open(format, keyFrames);
    const asked = firstMs === undefined ? groupFrames : Math.round(firstMs / interval);
    const firstFrames = fault?.keyEveryMs === undefined ? Math.min(Math.max(1, asked), groupFrames) : groupFrames;
    const draw = shows === 'alike' ? drawnScene(format.width, format.height, randomMark()) : scene;
    const stepAt = (at: number): number => (fault?.slowNight && isDark(at) ? 2 * interval : interval);
    // Half an interval before the end, the next picture would be nearer to what lies behind it.
    const end = until + (fault?.goesOnMs ?? 0) - interval / 2;
    let index = 0;
    try {
      for (let at = from; at < end && !signal.aborted; ) {
        const began = at;
        const video: VideoFrame[] = [];
        const frames = index === 0 ? firstFrames : groupFrames;
        if (index === firstFrames && firstFrames < groupFrames) {
          // Another one begins with a key frame, which this one would not make yet.
          const next = await open(format, keyFrames);
          encoder.close();
          encoder = next;
        }
        for (; video.length < frames && at < end && !signal.aborted; at += stepAt(at), index++) {
          const early = at - clock.monotonic();
          if (early > 0) await clock.sleep(milliseconds(early), signal);
          video.push(
            await encoder.encode(shownAt(at, at - from, index, draw), Math.round((index * TICKS) / format.fps)),
          );
        }
        // A group is complete when its last picture has had its time.
        const rest = at - clock.monotonic();
        if (rest > 0) await clock.sleep(milliseconds(rest), signal);
        if (signal.aborted) return;
        yield { video, audio: hasSound ? roomSound(ticksOf(began - from), ticksOf(at - from)) : [] };
      }
    } finally {
      encoder.close();
    }
  }

  return {
    format,
    record: (request): Recording => ({ startedAt: request.from, groups: groups(request) }),
    async still(at, size) {
      if (size !== 'preview') return encodeJpeg(pictureAt(at, WAVE_MS / 4));
      // A page shows many cameras at once; a quarter of the size costs a fifth of the time.
      preview ??= drawnScene(format.width / 2, format.height / 2, options.label);
      return encodeJpeg(pictureAt(at, WAVE_MS / 4, preview), 70);
    },
    wave(at) {
      waves.push({ begun: at, manner: mannerOf(waved++) });
      if (waves.length > 8) waves.shift();
    },
    darken(at, lastsMs) {
      night = { from: at, until: at + lastsMs };
    },
    close: async () => undefined,
  };
}

/** Waves of all cameras of this process; another process begins elsewhere. */
let waved = Math.floor(Math.random() * 10_000);

/** Any moment will do, as long as it is always the same. */
const FIXED_WALL = Date.UTC(2026, 0, 1, 12);

const randomMark = (): string => String(Math.random()).slice(2, 10);

/** What a sensor sees by infrared light: little, and no colour. */
function byNight(canvas: Canvas): Canvas {
  const luma = canvas.width * canvas.height;
  for (let at = 0; at < luma; at++) canvas.data[at] = 16 + ((canvas.data[at] ?? 16) - 16) / 4;
  canvas.data.fill(128, luma);
  return canvas;
}

function blackPicture({ width, height }: VideoFormat): Canvas {
  const canvas = blankCanvas(width, height);
  canvas.data.fill(16, 0, width * height);
  return canvas;
}

/** As memory is before anything was written to it: green. */
function emptyPicture({ width, height }: VideoFormat): Canvas {
  const canvas = blankCanvas(width, height);
  canvas.data.fill(0);
  return canvas;
}

/** Its Cr comes from elsewhere, and is the same all over. */
function tint({ width, height, data }: Canvas): void {
  const luma = width * height;
  data.fill(205, luma + luma / 4);
}

const STOPS_AFTER_MS = 2000;
