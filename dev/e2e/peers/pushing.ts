import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { app, Output } from '@kaitong/contract';
import type { Rig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';

export type Ended = { code: number | null; stdout: string; stderr: string };
export type Program = { kill(): void; ended: Promise<Ended> };

/** Starts a stock tool; ends what hangs. */
export function start(command: string, args: string[]): Program {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000 });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (part: Buffer) => {
    said.stdout += part.toString();
  });
  child.stderr.on('data', (part: Buffer) => {
    said.stderr += part.toString();
  });
  const ended = once(child, 'close').then(([code]: (number | null)[]) => ({ code: code ?? null, ...said }));
  return { kill: () => void child.kill('SIGKILL'), ended };
}

export async function run(command: string, args: string[]): Promise<Ended> {
  const { code, stdout, stderr } = await start(command, args).ended;
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${stderr}`);
  return { code, stdout, stderr };
}

const ffmpeg = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'];

type Footage = { seconds: number; codec?: 'libx264' | 'libx265'; fps?: number };

/** A moving picture with sound, with a key frame every two seconds. */
export async function makeClip(file: string, { seconds, codec = 'libx264', fps = 10 }: Footage): Promise<void> {
  const quick = codec === 'libx265' ? ['-x265-params', 'log-level=error', '-tag:v', 'hvc1'] : [];
  await run('ffmpeg', [
    ...ffmpeg,
    ...['-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=${fps}`, '-f', 'lavfi', '-i', 'sine=sample_rate=16000'],
    ...['-t', String(seconds), '-c:v', codec, '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    ...['-g', String(2 * fps), '-keyint_min', String(2 * fps), ...quick, '-c:a', 'aac', file],
  ]);
}

/** The request of a camera's script that knows an address and no header: the fields are those of thingino's `send2webhook`. */
export async function postWebhook(
  { token, pushUrl }: Pick<Pusher, 'token' | 'pushUrl'>,
  files: { image?: string; video?: string },
): Promise<Ended> {
  const script =
    'set -- curl --silent --show-error --fail-with-body "$@"; "$@" --form-string "message=motion" --url "$URL"';
  const fields = Object.entries(files).flatMap(([field, file]) => ['-F', `${field}=@${file}`]);
  const url = pushUrl.replace('://', `://camera:${token}@`);
  return await start('env', [`URL=${url}/`, 'sh', '-c', script, 'send2webhook', ...fields]).ended;
}

export type Pusher = Output<typeof app.createIngestToken> & { unit: Unit };

/** A device that may record, and a token with which tools may push for it. */
export async function makePusher(rig: Rig): Promise<Pusher> {
  const unit = await rig.unit();
  await subscribe(rig, unit);
  const { deviceId } = unit;
  return { unit, ...(await unit.owner.createIngestToken({ params: { deviceId }, body: { name: 'ffmpeg' } })) };
}

/** ffmpeg; `-re` sends at the speed of the footage. */
export const pushHls = (
  { token }: Pick<Pusher, 'token'>,
  file: string,
  to: string,
  options: string[],
  pace = ['-re'],
) =>
  start('ffmpeg', [
    ...ffmpeg,
    ...[...pace, '-i', file, '-c', 'copy', '-f', 'hls', '-method', 'PUT'],
    ...['-headers', `Authorization: Bearer ${token}\r\n`, ...options, to],
  ]);

/** curl as the guide says; resolves to the status and the answer. */
export async function pushFile({ token }: Pick<Pusher, 'token'>, file: string, to: string, options: string[] = []) {
  const { stdout } = await run('curl', [
    ...['--silent', '--show-error', '--write-out', '\n%{http_code}', '--header', `Authorization: Bearer ${token}`],
    ...[...options, '--upload-file', file, to],
  ]);
  const lines = stdout.split('\n');
  return { status: Number(lines.pop()), body: lines.join('\n') };
}
