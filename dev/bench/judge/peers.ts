import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nodePorts } from '@kaitong/judge';
import { decryptObject } from '@kaitong/media';
import type { Clip } from './clip.ts';

/** What a tool without our checks says about a file: whether it fails, and whether it complains. */
export type PeerAnswer = { ffmpegFails: boolean; ffmpegComplains: boolean; ffprobeComplains: boolean };

/** The clip as a player would put it together: decrypted as declared, one segment after another. */
export function playable({ event, uploads, key }: Clip): Buffer {
  return Buffer.concat(
    uploads
      .filter(({ object }) => object.kind !== 'snapshot')
      .map(({ object, bytes }) =>
        event.encryption === 'none' || key === null || object.iv === null
          ? bytes
          : decryptObject(bytes, key, Buffer.from(object.iv, 'hex'), nodePorts),
      ),
  );
}

/** `ffmpeg -f null` and `ffprobe` on the same clip. */
export function askPeers(clip: Clip): PeerAnswer {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-bench-'));
  try {
    const file = path.join(folder, 'clip');
    writeFileSync(file, playable(clip));
    const run = (program: string, ...args: string[]) =>
      spawnSync(program, ['-v', 'error', ...args], { encoding: 'utf8', timeout: 60_000 });
    const decoded = run('ffmpeg', '-nostdin', '-i', file, '-f', 'null', '-');
    const probed = run('ffprobe', '-show_streams', file);
    return {
      ffmpegFails: decoded.status !== 0,
      ffmpegComplains: decoded.status !== 0 || decoded.stderr.trim() !== '',
      ffprobeComplains: probed.status !== 0 || probed.stderr.trim() !== '',
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
