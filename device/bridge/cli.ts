import { parseArgs } from 'node:util';
import { systemClock } from '../src/index.ts';
import { CameraError } from '../virtual/camera-error.ts';
import { newsLine } from '../virtual/cli/news-line.ts';
import { trustFile } from '../virtual/cli/trust-file.ts';
import { loadNodeAv } from '../virtual/encode/node-av.ts';
import type { FeedState } from '../virtual/sources/live-feed.ts';
import { BridgeError } from './bridge-error.ts';
import { BridgedCamera } from './bridged-camera.ts';
import { type BridgeConfig, readConfig } from './config.ts';
import type { OnvifState } from './onvif/onvif-motion.ts';
import { texts } from './page/texts.ts';
import { PreviewJudge } from './preview.ts';
import { listen } from './server.ts';
import { Tidings } from './tidings.ts';

const USAGE = `Usage: kaitong-bridge [--ca <file>] <bridge.json>
       kaitong-bridge rtsp://…  [rtsp://…]

Existing cameras as devices. The configuration names each camera's address and licence; addresses alone are shown and
judged, and not paired. The page is for this computer: its address is printed.
`;

/** `kaitong-bridge`: resolves to the exit code. 0 fine, 2 wrong usage. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { ca: { type: 'string' }, help: { type: 'boolean' } },
    });
    if (values.help || positionals.length === 0) {
      (values.help ? process.stdout : process.stderr).write(USAGE);
      return values.help ? 0 : 2;
    }
    const ca = values.ca ?? process.env.KAITONG_CA;
    if (ca) trustFile(ca);
    return await run(await readConfig(positionals));
  } catch (error) {
    const isTold = error instanceof BridgeError || error instanceof CameraError || isUsage(error);
    if (!isTold) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
}

const isUsage = (error: unknown): boolean =>
  error instanceof TypeError && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');

/** Runs all cameras until it is told to stop. */
async function run({ folder, port, cameras: configs }: BridgeConfig): Promise<number> {
  const av = await loadNodeAv();
  if (av === undefined) throw new BridgeError('The bridge needs node-av, which npm has not installed here.');
  const clock = systemClock;
  const tidings = new Tidings();
  await using judge = new PreviewJudge();
  const cameras = configs.map((config) => {
    const say = (line: string) =>
      process.stdout.write(`${new Date().toISOString().slice(11, 23)}  ${config.name}: ${line}\n`);
    const sayNew = unlessSaid(say);
    const sayNewOfOnvif = unlessSaid(say);
    return new BridgedCamera(config, {
      ...{ av, clock, folder, judge },
      onChange: () => tidings.tell(),
      onNews: (news) => void say(newsLine(news)),
      onFeed: (state) => sayNew(feedLine(state)),
      onOnvif: (state) => sayNewOfOnvif(onvifLine(state)),
    });
  });
  const over = Promise.withResolvers<void>();
  process.once('SIGINT', () => over.resolve()).once('SIGTERM', () => over.resolve());
  try {
    await Promise.all(cameras.map((camera) => camera.open()));
    const { server, url } = await listen({ port, cameras, tidings, clock });
    process.stdout.write(`The page: ${url}/\n`);
    await over.promise;
    server.close();
    server.closeAllConnections();
  } finally {
    await Promise.all(cameras.map((camera) => camera.close()));
  }
  return 0;
}

function unlessSaid(say: (line: string) => void): (line: string | undefined) => void {
  let said: string | undefined;
  return (line) => {
    if (line !== undefined && line !== said) say(line);
    said = line ?? said;
  };
}

function onvifLine(state: OnvifState): string | undefined {
  if (state.is === 'waiting') return `${texts.en.onvif.problems[state.problem].title}.`;
  if (state.is === 'connecting') return undefined;
  return state.tells ? 'ONVIF: the camera tells of its motion detection.' : 'ONVIF: connected.';
}

/** Undefined of what says nothing new: that it tries once more. */
function feedLine(state: FeedState): string | undefined {
  const { streams, problems } = texts.en;
  if (state.is === 'waiting') return `${streams.waiting}: ${problems[state.problem].title}.`;
  if (state.is === 'connecting') return undefined;
  const { codec, width, height } = state.footage.format;
  return `${streams.live}: ${codec}, ${width}×${height}.`;
}
