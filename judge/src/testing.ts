import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Judge } from './judge.ts';
import { checkFiles, type FilesChecked } from './local/check-files.ts';

const PACKAGES = join(import.meta.dirname, '../..');

/** A clip of this package (`fixtures/make.ts`), or else of media's. */
export function readClip(name: string): Buffer {
  try {
    return readFileSync(join(PACKAGES, 'judge/fixtures/clips', name));
  } catch {
    return readFileSync(join(PACKAGES, 'media/fixtures/clips', name));
  }
}

export const checkClips = (judge: Judge, ...names: string[]): Promise<FilesChecked> =>
  checkFiles(
    judge,
    names.map((name) => ({ name, bytes: readClip(name) })),
  );

const PACKET = 188;

/** Inverts a byte in the middle of `count` video packets of a transport stream, behind all headers. */
export function damageSlices(stream: Uint8Array, count: number): Buffer {
  const bytes = Buffer.from(stream);
  const inSlices: number[] = [];
  for (let at = 0; at + PACKET <= bytes.length; at += PACKET) {
    const pid = bytes.readUInt16BE(at + 1) & 0x1fff;
    const startsPes = (bytes.readUInt8(at + 1) & 0x40) !== 0;
    const payloadOnly = (bytes.readUInt8(at + 3) & 0x30) === 0x10;
    if (pid === 0x100 && !startsPes && payloadOnly) inSlices.push(at);
  }
  for (let i = 0; i < count; i++) {
    const at = (inSlices[Math.floor(((i + 0.5) * inSlices.length) / count)] ?? 0) + 100;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
  }
  return bytes;
}

/** One NAL unit more behind all pictures, in a PES packet of its own. */
export function withUnitBehind(stream: Buffer, unit: readonly number[]): Buffer {
  const data = [0, 0, 1, 0xe0, 0, 0, 0x80, 0, 0, 0, 0, 0, 1, ...unit];
  let last = 0;
  for (let at = 0; at + PACKET <= stream.length; at += PACKET)
    if ((stream.readUInt16BE(at + 1) & 0x1fff) === 0x100) last = at;
  const packet = Buffer.alloc(PACKET, 0xff);
  packet.set([0x47, 0x41, 0, 0x30 | ((stream.readUInt8(last + 3) + 1) & 15), PACKET - 5 - data.length, 0]);
  packet.set(data, PACKET - data.length);
  return Buffer.concat([stream, packet]);
}

/** A clip that takes long to decode: the same one, many times. */
export const repeated = (clip: Buffer, times: number): Buffer =>
  Buffer.concat(Array.from({ length: times }, () => clip));

/** Whether a system FFmpeg can be tried here. */
export const hasFfmpeg = ((): boolean => {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
