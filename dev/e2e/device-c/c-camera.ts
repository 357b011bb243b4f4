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

/** Starts the camera and resolves once it is online. */
export async function startCCamera(
  built: string,
  licence: { PAIRING: string; UUID: string; AUTHKEY: string },
): Promise<CCamera> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kaitong-c-camera-'));
  const flash = path.join(folder, 'flash');
  const snapshot = `${flash}.jpg`;
  const child = spawn(path.join(built, 'kaitong-camera'), {
    env: {
      ...process.env,
      ...licence,
      FLASH: flash,
      SNAPSHOT: snapshot,
      SIZE: '640x360',
      ENCODER: encoderOf(snapshot),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null);
  let said = '';
  const online = new Promise<string>((resolve) => {
    child.stderr.on('data', (part: Buffer) => {
      said += part.toString();
      const [, deviceId] = /device (\w+) is online/.exec(said) ?? [];
      if (deviceId) resolve(deviceId);
    });
  });
  const early = exited.then((code) => {
    throw new Error(`The camera ended with ${code} before it was online:\n${said}`);
  });
  early.catch(() => {}); // from then on it ends when it is told to
  const deviceId = await Promise.race([online, early]);
  const stop = async () => {
    child.kill('SIGTERM');
    const code = await exited;
    await rm(folder, { recursive: true, force: true });
    return code;
  };
  return {
    deviceId,
    said: () => said,
    move: () => child.kill('SIGUSR1'),
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}
