import { Region } from '@kaitong/contract';
import { trustEverywhere } from '@kaitong/device';
import { type Config, type Log, readConfig, restoreBackup, type Server, startServer } from '@kaitong/server';
import { listenForStop } from '@kaitong/server/stop';
import { buildJudge } from '../../../scripts/build-judge.ts';
import { buildWeb } from '../../../scripts/build-web.ts';
import { seedDemo, seedOperator } from '../demo/seed.ts';
import { type DemoState, openDemoState } from '../demo/state.ts';
import { openStartPage, type StartPage } from '../doors/server.ts';
import { stageLink } from '../doors/stage-link.ts';
import { activateInBackground } from './activate.ts';
import { type AskedReset, readArguments } from './arguments.ts';
import { type DemoPlace, writeDemoFile } from './demo-file.ts';
import { exitCodeOf, explainFailure } from './failure.ts';
import { findFull, fullText, isDiskFull, withoutDemoText } from './full-disk.ts';
import { openLogFile } from './log-file.ts';
import { type Progress, showProgress } from './progress.ts';
import { type Room, startRoom } from './room.ts';
import { tellEnd } from './tell-end.ts';
import { tunnelLine } from './tunnel.ts';
import { waitedText } from './waited.ts';

const STEP_TEXTS: Record<string, string> = {
  certificate: 'Looking after the certificate',
  database: 'Starting PostgreSQL and the judge',
  schemas: 'Preparing the planes: control, cn, eu, us',
  ports: 'Opening the ports',
};

/** `npm start`: everything in one process, the cameras in another, until Ctrl-C. */
export async function start(args: string[]): Promise<void> {
  for (const output of [process.stdout, process.stderr]) output.on('error', () => {}); // the terminal was closed
  const progress = showProgress(process.stdout);
  const closers: Closers = [];
  const stop = listenForStop({ onInsist: (code) => process.exit(code) });
  const asked = new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
  try {
    const starting = run(args, { progress: interruptible(progress, stop), closers, stop });
    await Promise.race([starting, asked]);
    progress.end();
    await asked;
    process.stdout.write('\nStopping … (a further Ctrl-C after 10 s ends it at once)\n');
  } catch (error) {
    progress.end();
    process.stderr.write(`\n${explainFailure(error) ?? (error instanceof Error ? error.stack : String(error))}\n`);
    process.exitCode = exitCodeOf(error);
  }
  for (const close of closers.reverse()) await close().catch(tellUnclean);
  process.exit();
}

/** Whoever stops every process stops the database under us, too. What was left undone is made up for by the next start. */
function tellUnclean(error: unknown): void {
  process.stderr.write(`Not everything could be put away: ${error instanceof Error ? error.message : String(error)}\n`);
}

/** What has to be closed, the last one first; with what is still opening. */
type Closers = (() => Promise<void>)[];
type Start = { progress: Progress; closers: Closers; stop: AbortSignal };

/** A start that is told to stop goes no further than to its next step. */
const interruptible = (progress: Progress, stop: AbortSignal): Progress => ({
  ...progress,
  step(text) {
    stop.throwIfAborted();
    progress.step(text);
  },
});

function closeLater(closers: Closers, opening: Promise<{ stop(): Promise<void> }>): void {
  closers.push(async () => {
    const opened = await opening.catch(() => undefined); // then it has closed by itself what it had opened
    await opened?.stop();
  });
}

async function run(args: string[], { progress, closers, stop }: Start): Promise<void> {
  const { demo, restore, resetLink } = readArguments(args, process.env);
  progress.step('Looking at the pages');
  const pages = await buildWeb(() => progress.step('Building the pages'));
  await buildJudge();
  const config = readConfig(process.env);
  const log = openLogFile(config);
  tellEnd(log);
  if (restore !== undefined) await restoreFrom(restore, config, log, progress);
  const starting = startServer(config, {
    log,
    pages: pages.folder,
    onProgress: (step) => progress.step(STEP_TEXTS[step] ?? step),
  });
  closeLater(closers, starting);
  const server = await starting;
  // A server that dies from here on is started again, and does not restore again.
  process.send?.({ ready: demo ? [] : ['--no-demo'] });
  if (server.openFiles.isFew) process.stdout.write(fewFilesText(server.openFiles));
  if (await findFull(server.localUrl)) process.stdout.write(fullText(config.dataFolder));
  if (demo)
    await startDemo(server, config, pages.folder, { progress, closers, stop }).catch((error: unknown) => {
      if (!isDiskFull(error)) throw error;
      progress.end();
      process.stdout.write(withoutDemoText(server.url));
    });
  else await tellSetUp(server);
  if (resetLink !== undefined) await tellReset(server, resetLink);
}

async function restoreFrom(file: string, config: Config, log: Log, progress: Progress): Promise<void> {
  progress.step(`Looking at ${file}`);
  let at: string | undefined;
  const { createdAt } = await restoreBackup(config, file, {
    log,
    onTable(schema) {
      if (schema !== at) progress.step(`Restoring ${schema}`);
      at = schema;
    },
  });
  process.stdout.write(`\nRestored what was there at ${createdAt}.\n\n`);
}

const fewFilesText = ({ limit, places }: Server['openFiles']): string =>
  `\nThis process may have ${limit} files open: room for ${places.mqtt} cameras and ${places.http} other connections at once.\nRaise that (“Open files” in docs/guide/operator.md) for more.\n`;

async function tellSetUp(server: Server): Promise<void> {
  const link = await server.openSetUpLink();
  process.stdout.write(
    link
      ? `\nKaitong runs at ${server.url}\nCreate the first operator (the link works once): ${link}\n`
      : `\nKaitong runs at ${server.url}\n`,
  );
}

async function tellReset(server: Server, { login, withoutSecondFactor }: AskedReset): Promise<void> {
  const done = await server.resetAtTerminal?.(login, { withoutSecondFactor });
  if (!done) return void process.stdout.write(`\nNobody signs in to the console as ${login}.\n`);
  const { url, secondFactorRemoved } = done;
  if (secondFactorRemoved) process.stdout.write(`\nThe second factor of ${login} is off.\n`);
  else if (withoutSecondFactor) process.stdout.write(`\n${login} had no second factor.\n`);
  process.stdout.write(`\nSet a new password for ${login} (the link works once, within an hour): ${url}\n`);
}

async function startDemo(
  server: Server,
  config: Config,
  pages: string,
  { progress, closers, stop }: Start,
): Promise<void> {
  const { dataFolder: folder, host, port } = config;
  const { tls } = server;
  if (tls?.authority) trustEverywhere(tls.authority.cert);
  const { state, save } = openDemoState(folder);
  progress.step('Setting the demonstration up');
  await seedDemo(server.url, state, save);
  await seedOperator(server.url, state.operator, await server.openSetUpLink());
  await server.noteDemonstration([state.maker.login, state.stranger.login, state.operator.login]);
  progress.step('Pairing the virtual cameras');
  const withStage = server.isLocal && server.letFrame !== undefined;
  const starting = startRoom(
    { folder, host, port: port + 2, url: server.url, pages, tls: tlsOfRoom(server), withStage },
    state,
    { stop, onWaiting: (text) => stop.aborted || progress.step(text) },
  );
  closeLater(closers, starting);
  const room = await starting;
  if (withStage) void room.ended.then(server.letFrame?.(room.url));
  const startPage = await startStartPage(server, config, pages, state, room);
  if (startPage) closers.push(() => startPage.stop());
  const authority = tls?.authority?.file ?? null;
  const startUrl = startPage?.url ?? null;
  const place = { folder, url: server.url, mqttUrl: server.mqttUrl, roomUrl: room.url, startUrl, authority };
  const file = writeDemoFile(place, state, room.cameras, false);
  tellDemo(server, state, room, startPage, file);
  listenForWaves(room);
  progress.step('Activating one product in the background');
  await makeReady(server.localUrl, place, state, room);
  progress.end();
  process.stdout.write(`Ready${waitedText(process.env.KAITONG_STARTED_AT, Date.now())}.\n`);
}

/** Where the server makes links that sign in: on this machine alone. */
async function startStartPage(
  server: Server,
  { host, port }: Config,
  pages: string,
  { maker, owners, apiKey }: DemoState,
  room: Room,
): Promise<StartPage | undefined> {
  if (!server.isLocal || apiKey === null) return undefined;
  const openLink = (where: 'console' | keyof typeof owners) =>
    where === 'console'
      ? server.openSignInLink(where, maker.login)
      : server.openSignInLink(Region.parse(where), owners[where]?.login ?? '');
  return await openStartPage({
    ...{
      host,
      port: port + 4,
      pages,
      doors: { url: server.url, roomUrl: room.url, apiKey, withStage: server.letFrame !== undefined },
    },
    openLink: async (where, language) => {
      if (where !== 'stage') return await openLink(where);
      return stageLink(room.url, language, await Promise.all([openLink('console'), openLink('cn')]));
    },
  });
}

/** The room stands on this machine, under the same names. */
const tlsOfRoom = ({ tls }: Server) =>
  tls && { ...tls.current(), ...(tls.authority ? { authority: tls.authority.cert } : {}) };

async function makeReady(url: string, place: DemoPlace, state: DemoState, room: Room): Promise<void> {
  const camera = room.cameras.find(({ behaviour }) => behaviour === 'already-activated');
  if (!camera || state.apiKey === null) throw new Error('the demonstration has no camera to activate');
  if (!(await activateInBackground(url, state.apiKey, camera.deviceId)))
    process.stderr.write('The product of the already-activated camera was not activated; see its application.\n');
  writeDemoFile(place, state, room.cameras, true);
}

function tellDemo(
  { url, tls }: Server,
  { maker, operator }: DemoState,
  room: Room,
  startPage: StartPage | undefined,
  file: string,
): void {
  const tunnel = startPage && tunnelLine([startPage.url, url, room.url], process.env);
  const authority = tls?.authority;
  const good = room.cameras.find(({ behaviour }) => behaviour === 'good-ts');
  process.stdout.write(`
  Kaitong 开通   ${startPage ? `${startPage.url}   start here: no password needed` : url}
${tunnel ? `\n  Over SSH       on your own computer, so that these addresses work there:\n                 ${tunnel}\n` : ''}
  Console        ${url}
  Sign in        ${maker.login}   ${maker.password}
  Then           我的服务 (My services) → 视频云存储 → 管理 → 开通产品 → 新增产品
                 and type the device ID of a good camera: ${good?.deviceId}
  Wave           press w here, or use the room's page: ${room.url}
  Operator       ${operator.login}   ${operator.password}
  Documentation  ${url}/docs
  Programs       ${file}${authority ? `\n  Encryption     browsers warn until they trust ${authority.file}` : ''}
  Stop           Ctrl-C; the data stays

`);
}

function listenForWaves(room: Room): void {
  const { stdin } = process;
  if (!stdin.isTTY) return;
  stdin.setRawMode(true);
  stdin.on('data', (keys: Buffer) => {
    for (const key of keys.toString()) {
      if (key === 'w') {
        room.wave();
        process.stdout.write('The cameras see a wave.\n');
      }
      if (key === '\u0003') process.kill(process.pid, 'SIGINT'); // raw mode takes Ctrl-C from the terminal
    }
  });
}
