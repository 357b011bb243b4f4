// The virtual room: `node dev/src/room/main.ts <config.json>`. A program of its own that knows nothing but the public
// protocol. It writes one JSON object a line: `paired`, `waiting`, `ready`, `event`,
// `unpaired`, `failed`. Its input: `w` waves everywhere; the
// end of its input means that its parent is gone, where it was told that it has one.
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { seconds } from '@kaitong/contract';
import { trustEverywhere } from '@kaitong/device';
import { listenForStop } from '@kaitong/server/stop';
import { RoomConfig } from './config.ts';
import { RoomNews } from './news.ts';
import { Owner } from './owner.ts';
import { listen } from './server.ts';
import { UnitStore } from './store.ts';
import { titleOf } from './texts.ts';
import { RoomUnit } from './unit.ts';

const [configFile, ...flags] = process.argv.slice(2);
const hasParent = flags.includes('--with-parent');

/** Cameras that have lost their server part from it no longer; whoever started the room waits for its end. */
const CLOSING = seconds(5);

const tell = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

async function main(): Promise<number> {
  if (configFile === undefined) {
    process.stderr.write('Usage: node dev/src/room/main.ts <config.json> [--with-parent]\n');
    return 2;
  }
  const config = RoomConfig.parse(JSON.parse(await readFile(configFile, 'utf8')));
  if (config.tls?.authority !== undefined) trustEverywhere(config.tls.authority);
  const room = new RoomNews();
  const units = config.units.map(
    (unit) =>
      new RoomUnit(unit, new UnitStore(config.folder, unit.uuid), ({ deviceId }, news) => {
        room.tell();
        if (news.is === 'state' && news.state.state === 'connecting' && news.state.problem)
          tell({ type: 'waiting', behaviour: unit.behaviour, why: titleOf(news.state.problem.code, 'en') });
        if (news.is === 'unpaired') tell({ type: 'unpaired', uuid: unit.uuid });
        if (news.is === 'finished') tell({ type: 'event', deviceId, cause: news.cause, ...news.result });
      }),
  );
  const over = Promise.withResolvers<void>();
  listenForStop({ onInsist: (code) => process.exit(code) }).addEventListener('abort', () => over.resolve());
  listenForKeys(units, () => over.resolve());
  const { server, url } = await listen(units, room, config);
  const started = startUnits(config, units, room).then(() =>
    tell({ type: 'ready', url, cameras: units.map((unit) => unit.view()) }),
  );
  await Promise.race([over.promise, started.then(() => over.promise)]);
  await Promise.race([close(server, units), delay(CLOSING)]);
  return 0;
}

/** All at once that are paired; the others camera by camera in each region: pairing is limited per address. */
async function startUnits(config: RoomConfig, units: readonly RoomUnit[], room: RoomNews): Promise<void> {
  const regions = Map.groupBy(units, ({ unit }) => unit.region);
  await Promise.all(
    [...regions].map(async ([region, inRegion]) => {
      const account = config.regions[region];
      if (!account) throw new Error(`The configuration has no account in ${region}.`);
      const owner = new Owner(account);
      const resumed = await Promise.all(
        inRegion.map(async (unit) => ({ unit, isPaired: await unit.resume(account.url) })),
      );
      for (const { unit, isPaired } of resumed) {
        if (!isPaired) await unit.start(() => owner.pairingText());
        room.tell();
        const { behaviour, uuid, deviceId, problem } = unit.view();
        tell({ type: 'paired', behaviour, uuid, deviceId, problem: problem?.code ?? null });
      }
    }),
  );
}

function listenForKeys(units: readonly RoomUnit[], stop: () => void): void {
  const { stdin } = process;
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on('data', (data: Buffer) => {
    for (const key of data.toString()) {
      if (key === 'w') for (const unit of units) unit.camera?.wave();
      if (key === '\u0003') stop();
    }
  });
  if (hasParent) stdin.once('end', stop);
}

async function close(server: Server, units: readonly RoomUnit[]): Promise<void> {
  server.close();
  server.closeAllConnections();
  process.stdin.pause();
  await Promise.all(units.map((unit) => unit.close()));
}

process.exitCode = await main().catch((error: unknown) => {
  tell({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
  return 1;
});
// A pairing under way, or a socket that hangs, must not keep a room that was told to close.
process.exit();
