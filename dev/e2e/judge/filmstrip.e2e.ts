// How large a filmstrip is, and what it costs, of pictures that cost the most: made by ffmpeg.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type FilmPart, Judge, LARGEST_FILMSTRIP, MOST_PICTURES, type Spent } from '@kaitong/judge';
import { afterAll, beforeAll, expect, test } from 'vitest';

let judge: Judge;
let folder: string;
beforeAll(async () => {
  judge = await Judge.start({ processes: 1, engine: 'node-av' });
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-film-'));
});
afterAll(async () => {
  await judge[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const encode = (source: string, ...into: string[]): Buffer =>
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, '-c:v', 'libx264', ...into], {
    maxBuffer: 64 * 1024 * 1024,
  });

async function make(objects: readonly FilmPart[], onWorked?: (spent: Spent) => void) {
  const job = { objects, container: 'ts', stepMs: 1900, lengthMs: 60_000 } as const;
  const outcome = await judge.makeFilmstrip(job, onWorked ? { onWorked } : {});
  if (outcome.is !== 'made') throw new Error(`no filmstrip: ${outcome.is}`);
  return outcome.filmstrip;
}

test('of twenty seconds of a busy picture it stays below 20 kB', async () => {
  const rate = ['-preset', 'ultrafast', '-b:v', '4M', '-g', '20', '-pix_fmt', 'yuv420p'];
  const into = ['-f', 'segment', '-segment_time', '2', '-segment_format', 'mpegts', path.join(folder, '%02d.ts')];
  encode('testsrc2=s=1920x1080:r=10:d=20,noise=alls=60:allf=t', ...rate, ...into);
  const names = readdirSync(folder).sort();
  const objects = names.map((name, n) => ({ atMs: 2000 * n, parts: [readFileSync(path.join(folder, name))] }));
  const spent: Spent[] = [];
  const strip = await make(objects, (one) => void spent.push(one));
  console.info(
    `a filmstrip of 20 s of 1920 × 1080: ${strip.pictures.length} pictures, ` +
      `${(strip.webp.length / 1000).toFixed(1)} kB, ${spent[0]?.processor} ms of processor time (at most 500)`,
  );
  expect(strip.pictures).toHaveLength(10);
  expect(strip.webp.length).toBeLessThanOrEqual(LARGEST_FILMSTRIP);
});

test('of pictures that are noise from side to side it stays below 20 kB', async () => {
  const noise = encode(
    'color=gray:s=640x360:r=5:d=1,noise=alls=100:allf=t',
    '-qp',
    '20',
    '-g',
    '5',
    '-f',
    'mpegts',
    '-',
  );
  const { webp, pictures } = await make(
    Array.from({ length: MOST_PICTURES }, (_, n) => ({ atMs: 2000 * n, parts: [noise] })),
  );
  expect(pictures).toHaveLength(MOST_PICTURES);
  expect(webp.length).toBeLessThanOrEqual(LARGEST_FILMSTRIP);
});
