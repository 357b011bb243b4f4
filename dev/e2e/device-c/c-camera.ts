import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../../scripts/command.ts';

/** Compiles `device-c/` as a person would, into a folder of its own; the folder's path. */
export async function build(target: 'kaitong-camera' | 'vectors', cflags = '-O2'): Promise<string> {
  const out = await mkdtemp(path.join(tmpdir(), 'kaitong-device-c-'));
  const { status, stdout, stderr } = spawnSync('make', ['-C', 'device-c', '-j2', target, `OUT=${out}`], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, CFLAGS: cflags },
  });
  if (status !== 0) throw new Error(`device-c does not compile:\n${stdout}${stderr}`);
  return out;
}

/** So that a wrong step in memory, or one that C leaves open, ends the program. */
export const buildSanitized = (target: 'kaitong-camera' | 'vectors'): Promise<string> =>
  build(target, '-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all');

/** Pictures of Debian's ffmpeg in real time: a moving pattern with noise; fewer, darker pictures where LIGHT is night. */
const encoderOf = (snapshot: string) => `
  if [ "$LIGHT" = night ]; then rate=8 dark=,eq=brightness=-0.9:saturation=0; else rate=15 dark=; fi
  exec ffmpeg -hide_banner -loglevel error -nostdin -re -f lavfi -i testsrc2=size=640x360:rate=$rate \\
    -vf "noise=alls=12:allf=t:all_seed=$$$dark" -c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p \\
    -g $rate -keyint_min $rate -sc_threshold 0 -bf 0 -b:v 500k -flush_packets 1 -f mpegts pipe:1 \\
    -vf fps=1 -update 1 -atomic_writing 1 -y ${snapshot}`;

export type CCamera = {
  deviceId: string;
  said(): string;
  /** Something moves before its sensor. */
  move(): void;
  /** Ends it as a person does: its exit code. */
  stop(): Promise<number | null>;
  [Symbol.asyncDispose](): Promise<void>;
};

export type RunningCamera = Pick<CCamera, 'said' | 'move' | 'stop'> & {
  /** Resolves with what it said first that looks like this; rejects when it ends before. */
  says(words: RegExp): Promise<RegExpExecArray>;
  exited: Promise<number | null>;
};

/** Starts the program with these settings; what it keeps lies in `folder`. */
export function runCamera(built: string, folder: string, settings: Record<string, string>): RunningCamera {
  const flash = path.join(folder, 'flash');
  const snapshot = `${flash}.jpg`;
  const child = spawn(path.join(built, 'kaitong-camera'), {
    env: {
      ...process.env,
      ...{ FLASH: flash, SNAPSHOT: snapshot, SIZE: '640x360', ENCODER: encoderOf(snapshot) },
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null);
  let said = '';
  child.stderr.on('data', (part: Buffer) => {
    said += part.toString();
  });
  return {
    exited,
    said: () => said,
    move: () => child.kill('SIGUSR1'),
    async says(words) {
      const heard = new Promise<RegExpExecArray>((resolve) => {
        const look = () => {
          const found = words.exec(said);
          if (!found) return;
          child.stderr.off('data', look);
          resolve(found);
        };
        child.stderr.on('data', look);
        look();
      });
      const early = exited.then((code) => {
        const found = words.exec(said);
        if (found) return found;
        throw new Error(`The camera ended with ${code} before it said ${words}:\n${said}`);
      });
      early.catch(() => {}); // from then on it ends when it is told to
      return await Promise.race([heard, early]);
    },
    async stop() {
      child.kill('SIGTERM');
      return await exited;
    },
  };
}

/** Starts the camera and resolves once it is online. */
export async function startCCamera(
  built: string,
  licence: { PAIRING: string; UUID: string; AUTHKEY: string },
): Promise<CCamera> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kaitong-c-camera-'));
  const camera = runCamera(built, folder, licence);
  const [, deviceId = ''] = await camera.says(/device (\w+) is online/);
  const stop = async () => {
    const code = await camera.stop();
    await rm(folder, { recursive: true, force: true });
    return code;
  };
  return {
    deviceId,
    said: camera.said,
    move: camera.move,
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}
