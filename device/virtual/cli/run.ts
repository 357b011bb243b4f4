import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { type Duration, hours, type MotionDetection } from '@kaitong/contract';
import {
  Credentials,
  openFolderSpool,
  openFolderStorage,
  type Spool,
  type Storage,
  type UnitCertificate,
  type Updating,
} from '../../src/index.ts';
import { startVirtualCamera } from '../camera.ts';
import { CameraError } from '../camera-error.ts';
import type { VirtualCamera, VirtualCameraOptions } from '../camera-options.ts';
import { startUpdatingCamera } from '../firmware/updating-camera.ts';
import { newsLine } from './news-line.ts';
import { cameraOptions, type RecordingOptions } from './recording-options.ts';

export type RunOptions = RecordingOptions & {
  credentials: string;
  certificate?: string;
  certificateKey?: string;
  firmware: string;
  sleepy?: boolean;
  probe: boolean;
  motion: 'on' | 'low' | 'off' | 'none';
  waveAfter?: Duration;
  continuous?: boolean;
  card?: string;
  http?: number;
  makerKey?: readonly string[];
  pid?: string;
};

const MOTION: Record<RunOptions['motion'], MotionDetection | null> = {
  on: { enabled: true, sensitivity: 'high', schedule: null },
  low: { enabled: true, sensitivity: 'low', schedule: null },
  off: { enabled: false, sensitivity: 'high', schedule: null },
  none: null,
};

/** Runs one camera until it is told to stop or its owner removes it. */
export async function run(options: RunOptions): Promise<number> {
  const say = (line: string) => process.stdout.write(`${new Date().toISOString().slice(11, 23)}  ${line}\n`);
  const over = Promise.withResolvers<number>();
  const updates = await readUpdates(options);
  const cameraSettings: VirtualCameraOptions = {
    ...cameraOptions(options),
    credentials: await readCredentials(options.credentials),
    ...(await readCertificate(options)),
    firmware: options.firmware,
    sleepy: options.sleepy ?? false,
    probe: options.probe,
    motionDetection: MOTION[options.motion],
    waveAfterGrant: options.waveAfter,
    continuous: options.continuous ?? false,
    ...(options.card === undefined ? {} : await openCard(options.card)),
    onNews(news) {
      say(newsLine(news));
      if (news.is === 'unpaired') over.resolve(0);
    },
  };
  const camera = await (updates
    ? startUpdatingCamera({ ...cameraSettings, updates })
    : startVirtualCamera(cameraSettings));
  const wave = (): boolean => {
    const answer = camera.wave();
    if (!answer.seen) say(`The wave is not recorded: ${answer.because}.`);
    return answer.seen;
  };
  const server = options.http === undefined ? undefined : await listen(options.http, camera, wave);
  const stopKeys = listenForKeys(wave, () => over.resolve(0));
  process.once('SIGINT', () => over.resolve(0)).once('SIGTERM', () => over.resolve(0));
  say(`${camera.deviceId}: ${Object.values(camera.recipe).join(', ')}. Enter or w waves, Ctrl-C ends.`);
  // A camera that has lost its power leaves nothing that Node would wait for; whoever started it ends it.
  const waiting = setInterval(() => {}, hours(1));
  const code = await over.promise;
  clearInterval(waiting);
  stopKeys();
  server?.close();
  await camera.close();
  return code;
}

/** What a camera keeps on its card: footage that waits, and small values like its recording grant. */
async function openCard(folder: string): Promise<{ spool: Spool; storage: Storage }> {
  try {
    return { spool: await openFolderSpool(path.join(folder, 'footage')), storage: await openFolderStorage(folder) };
  } catch (error) {
    throw new CameraError(`The card ${folder} cannot be used: ${(error as Error).message}.`);
  }
}

async function readCertificate({
  certificate,
  certificateKey,
}: RunOptions): Promise<{ certificate?: UnitCertificate }> {
  if (certificate === undefined && certificateKey === undefined) return {};
  if (certificate === undefined || certificateKey === undefined)
    throw new CameraError('--certificate and --certificate-key belong together.');
  const read = (file: string): Promise<string> =>
    readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new CameraError(`${file} cannot be read (${error.code}).`);
    });
  return { certificate: { cert: await read(certificate), key: await read(certificateKey) } };
}

/** Whose signature it takes; without one it never asks for firmware. */
async function readUpdates({ makerKey, pid }: RunOptions): Promise<Omit<Updating, 'install'> | undefined> {
  if (makerKey === undefined && pid === undefined) return undefined;
  if (makerKey === undefined || pid === undefined) throw new CameraError('--maker-key and --pid belong together.');
  const makerKeys = makerKey.map((file) => {
    try {
      return String(createPublicKey(readFileSync(file)).export({ format: 'pem', type: 'spki' }));
    } catch (error) {
      throw new CameraError(`${file} is no public key in PEM: ${(error as Error).message}.`);
    }
  });
  return { pid, makerKeys };
}

async function readCredentials(file: string): Promise<Credentials> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) throw new CameraError(`There is no ${file}. Pair first: kaitong-camera pair --help`);
  try {
    return Credentials.parse(JSON.parse(text));
  } catch {
    throw new CameraError(`${file} holds no credentials. Pair again: kaitong-camera pair --help`);
  }
}

function listenForKeys(wave: () => void, stop: () => void): () => void {
  const { stdin } = process;
  if (stdin.isTTY) stdin.setRawMode(true);
  const onData = (data: Buffer) => {
    for (const key of data.toString()) {
      if (key === '\u0003' || key === 'q') stop();
      if (key === 'w' || key === '\r' || key === '\n') wave();
    }
  };
  stdin.on('data', onData);
  return () => {
    stdin.off('data', onData);
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.pause();
  };
}

async function listen(port: number, camera: VirtualCamera, wave: () => boolean): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.method === 'POST' && request.url === '/wave') {
      response.writeHead(wave() ? 202 : 409).end();
      return;
    }
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/picture.jpg') {
      response.writeHead(404).end();
      return;
    }
    camera.picture().then(
      (jpeg) => response.writeHead(jpeg ? 200 : 503, { 'content-type': 'image/jpeg' }).end(jpeg),
      () => response.writeHead(503).end(),
    );
  });
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject).listen(port, '127.0.0.1', listening.resolve);
  await listening.promise.catch((error: NodeJS.ErrnoException) => {
    throw new CameraError(`Port ${port} cannot be used: ${error.code}.`);
  });
  return server;
}
