// npm run bench -- desk [--no-docs]: what `kaitong check` costs at a desk, beside a full decode by ffmpeg.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isInstalled } from '../judge/corpus/programs.ts';
import { CLIPS_IN_FOLDER, makeClips } from './clips.ts';
import { type Cost, costOf, median } from './measured.ts';
import { missedBy, type Row, reportText, writeReport } from './report.ts';

const KAITONG = path.resolve(import.meta.dirname, '../../../client/bin/kaitong.mjs');
const RUNS = 7;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** An empty file is a bad clip, and said to be one; every other one is good, so that no failure is measured as speed. */
const check = (what: Row['what'], args: readonly string[]): Promise<Cost> =>
  costOf(process.execPath, [KAITONG, 'check', ...args], (code) => code === (what === 'empty' ? 1 : 0));
const decode = (file: string): Promise<Cost> =>
  costOf('ffmpeg', ['-nostdin', '-v', 'error', '-i', file, '-f', 'null', '-']);

/** Turn and turn about, so that a busy machine is as unkind to one as to the other; the first turn is not counted. */
async function measure(what: Row['what'], args: string[], decoded?: string): Promise<Row> {
  const turns: { own: Cost; peer: Cost | null }[] = [];
  for (let run = 0; run <= RUNS; run++)
    turns.push({ own: await check(what, args), peer: decoded === undefined ? null : await decode(decoded) });
  const counted = turns.slice(1);
  const peers = counted.flatMap(({ peer }) => peer ?? []);
  const ratios = counted.flatMap(({ own, peer }) => (peer ? [own.processor / peer.processor] : []));
  return {
    what,
    processor: median(counted.map(({ own }) => own.processor)),
    wall: median(counted.map(({ own }) => own.wall)),
    peer: peers.length > 0 ? median(peers.map(({ processor }) => processor)) : null,
    ratio: ratios.length > 0 ? median(ratios) : null,
  };
}

if (process.platform !== 'linux') throw new Error('Only Linux tells what programs cost that have ended.');
const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-bench-'));
try {
  const clips = await makeClips(folder);
  const peerOf = (file: string): string | undefined => (isInstalled('ffmpeg') ? file : undefined);
  const rows = [
    await measure('empty', [clips.empty]),
    await measure('short', [clips.short], peerOf(clips.short)),
    await measure('h264', [clips.h264], peerOf(clips.h264)),
    await measure('h265', [clips.h265], peerOf(clips.h265)),
    await measure('folder', [clips.folder, '--each']),
  ];
  say(reportText({ rows, clips: CLIPS_IN_FOLDER, runs: RUNS }));
  if (!process.argv.includes('--no-docs')) writeReport({ rows, clips: CLIPS_IN_FOLDER, runs: RUNS });
  const missed = missedBy(rows);
  if (missed.length > 0) {
    say(`Over the limit: ${missed.map(({ what }) => what).join(', ')}.`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
