import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { VideoCodec } from '@kaitong/contract/checks';
import { type Judge, nodePorts } from '@kaitong/judge';
import { type InitFacts, type InspectedObject, inspectClip, inspectObject } from '@kaitong/media';
import { type Clip, encryptedClip } from './clip.ts';
import { madeClip } from './corpus/made-clip.ts';
import { avc, hevc } from './corpus/makes.ts';
import { isInstalled } from './corpus/programs.ts';
import { ClipJudging } from './judged.ts';
import { playable } from './peers.ts';

export type Speed = {
  codec: VideoCodec;
  /** Milliseconds of processor time, which others on the machine do not lengthen. Medians, like all that follows. */
  level1: number;
  level2: number;
  /** From the last segment's last byte to the verdict, the earlier segments judged as they came. */
  lastByte: number;
  /** The longest that an earlier segment took, as a share of its own length: over 1 the judge would fall behind. */
  busiest: number;
  ffmpeg: number | null;
  /** Resident memory at most, in MiB. */
  judgeMemory: number | null;
  ffmpegMemory: number | null;
};

/** Ten seconds as a camera of today sends them. */
const CAMERA = {
  size: '1920x1080',
  fps: 20,
  seconds: 10,
  mux: 'ts segments',
  sound: 'AAC 16 kHz',
  options: { b: '4M', maxrate: '4M', bufsize: '4M', bf: '0' },
} as const;
const CAMERAS = { h264: avc('1080p camera', CAMERA), h265: hevc('1080p camera', CAMERA) };

const RUNS = 7;
const WARM_UP = 30;

export async function measureSpeed(judge: Judge, codec: VideoCodec): Promise<Speed> {
  const clip = encryptedClip(await madeClip(CAMERAS[codec]));
  // By itself: between pictures that are decoded it would find its caches full of them.
  const level1 = Array.from({ length: 2 * WARM_UP }, () => processorTime(() => inspectAll(clip))).slice(WARM_UP);
  const times = { level2: [] as number[], lastByte: [] as number[], ffmpeg: [] as number[] };
  let busiest = 0;
  let ffmpegMemory: number | null = null;
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-bench-'));
  try {
    const file = path.join(folder, 'clip.ts');
    writeFileSync(file, playable(clip));
    // Turn and turn about, so that a busy machine is as unkind to one as to the other.
    for (let run = 0; run < RUNS; run++) {
      const judged = await judgeAsItComes(judge, clip);
      times.level2.push(judged.all);
      times.lastByte.push(judged.lastByte);
      busiest = Math.max(busiest, judged.busiest);
      if (!isInstalled('ffmpeg')) continue;
      const decoded = await decodeAll(file);
      times.ffmpeg.push(decoded.ms);
      ffmpegMemory = Math.max(ffmpegMemory ?? 0, decoded.memory ?? 0) || null;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return {
    codec,
    level1: median(level1),
    level2: median(times.level2),
    lastByte: median(times.lastByte),
    busiest,
    ffmpeg: times.ffmpeg.length > 0 ? median(times.ffmpeg) : null,
    judgeMemory: Math.max(...judge.pids.map((pid) => peakMiB(pid) ?? 0)) || null,
    ffmpegMemory,
  };
}

/** Level 1 alone, decryption included; the hashes come from the store. */
function inspectAll({ event, uploads, key }: Clip): void {
  const objects: InspectedObject[] = [];
  let init: InitFacts | null = null;
  for (const { object, bytes } of uploads) {
    const earlierSegment = objects.at(-1)?.inspection.facts;
    const { md5, sha256 } = object;
    const input = { bytes, object, event, key: key ?? undefined, init, earlierSegment, hashes: { md5, sha256 } };
    const inspection = inspectObject(input, nodePorts);
    init = inspection.facts.init ?? init;
    objects.push({ object, inspection });
  }
  inspectClip({ event, objects });
}

async function judgeAsItComes(judge: Judge, clip: Clip): Promise<{ all: number; lastByte: number; busiest: number }> {
  const judging = new ClipJudging(judge, clip);
  const last = clip.uploads.at(-1);
  if (!last) throw new Error('A clip has segments.');
  let busiest = 0;
  const began = performance.now();
  for (const upload of clip.uploads.slice(0, -1)) {
    const from = performance.now();
    await judging.add(upload);
    busiest = Math.max(busiest, (performance.now() - from) / upload.object.durationMs);
  }
  const lastByteAt = performance.now();
  await judging.add(last);
  judging.verdict();
  const ended = performance.now();
  return { all: ended - began, lastByte: ended - lastByteAt, busiest };
}

function decodeAll(file: string): Promise<{ ms: number; memory: number | null }> {
  const began = performance.now();
  const child = spawn('ffmpeg', ['-nostdin', '-v', 'error', '-i', file, '-f', 'null', '-'], { stdio: 'ignore' });
  let memory: number | null = null;
  const look = setInterval(() => {
    memory = Math.max(memory ?? 0, (child.pid && peakMiB(child.pid)) || 0) || null;
  }, 10);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      clearInterval(look);
      resolve({ ms: performance.now() - began, memory });
    });
  });
}

/** The most that a process ever had in memory; null where the system does not tell. */
function peakMiB(pid: number): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return kilobytes ? Number(kilobytes) / 1024 : null;
  } catch {
    return null;
  }
}

function processorTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
