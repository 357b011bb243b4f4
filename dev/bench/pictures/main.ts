// npm run bench -- pictures [--no-docs] [--quick]: from motion before a camera to the first picture on its owner's phone,
// with its parts, beside a browser that plays the same pictures from a bare Node.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildWeb } from '../../../scripts/build-web.ts';
import { launchChromium } from '../../e2e/browser/chromium.ts';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { openGround, peopleAround } from '../../src/activation/testing/rig.ts';
import { openServiceDatabase } from '../../src/activation/testing/service-database.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';
import { conclude } from '../conclude.ts';
import { commandOf, pidsBelow, startMeter } from '../machine.ts';
import { type Moments, momentsOf } from './parts.ts';
import { firstPicture, openFresh, type SignedIn, settled, signIn, tapWhenShown } from './phone.ts';
import { type Results, reportText, verdictsOf, writeReport } from './report.ts';
import { followCameras } from './told.ts';

const given = process.argv.slice(2);
const EVENTS = given.includes('--quick') ? 5 : 50;
const CAMERAS_AN_OWNER = 5;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const start = (program: string, options: readonly string[] = [], environment: Record<string, string> = {}) =>
  fork(path.join(import.meta.dirname, program), options, { env: { ...process.env, ...environment } });
const addressOf = async (program: ChildProcess): Promise<string> => {
  const [{ url }] = (await once(program, 'message')) as [{ url: string }];
  return url;
};
const withBelow = ({ pid = 0 }: ChildProcess): number[] => [pid, ...pidsBelow(pid)];
const isBrowser = (pid: number): boolean => /chrom/.test(commandOf(pid).split(' ')[0] ?? '');

const { folder: pages } = await buildWeb();
const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-pictures-'));
const database = await openServiceDatabase(folder);
const ground = await openGround({ KAITONG_ROLES: 'control,cn,eu' }, database);
const server = start('server.ts', [pages], { ...ground.environment, KAITONG_PORT: String(await freePorts()) });
const url = await addressOf(server);
const program = start('cameras.ts');
const peer = start('peer.ts');
const peerUrl = await addressOf(peer);
const browser = await launchChromium();
try {
  const rig = await peopleAround(ground, url);
  const cameras = followCameras(program);
  const { pid } = await rig.unit();

  /** Cameras of one owner, who has a few, and how their browser is signed in. */
  async function openHousehold(): Promise<{ units: Unit[]; signed: SignedIn }> {
    const owner = await rig.newOwner('cn');
    const units: Unit[] = [];
    while (units.length < CAMERAS_AN_OWNER) {
      const unit = await rig.unit({ pid, owner });
      await subscribe(rig, unit);
      await cameras.start(unit.credentials);
      units.push(unit);
    }
    return { units, signed: await signIn(browser, `${url}/cn/app/`, owner.login) };
  }

  async function measureEvent({ deviceId }: Unit, signed: SignedIn): Promise<Moments> {
    const page = await openFresh(browser, `${url}/cn/app/`, signed);
    await settled(page);
    await tapWhenShown(page, `section li a[href*="/devices/${deviceId}/footage"][href*="event="]`);
    cameras.wave(deviceId);
    const seen = await firstPicture(page);
    const told = async (step: Parameters<typeof cameras.told>[1]) => await cameras.told(deviceId, step);
    const moments = momentsOf(
      {
        waved: await told('waved'),
        opened: await told('opened'),
        seen: await told('seen'),
        made: await told('made'),
        stored: await told('stored'),
      },
      seen,
    );
    if (given.includes('--all')) say(JSON.stringify({ moments, seen }));
    await page.context().close();
    await told('finished');
    return moments;
  }

  async function measurePeer(): Promise<number> {
    const page = await openFresh(browser, peerUrl);
    await tapWhenShown(page, 'button');
    const { tapped, picture } = await firstPicture(page);
    await page.context().close();
    return picture - tapped;
  }

  const warming = await openHousehold(); // the programs have loaded their code, as those of a service have
  for (const unit of warming.units.slice(0, 2)) await measureEvent(unit, warming.signed);
  await measurePeer();
  const meter = startMeter({
    server: () => withBelow(server),
    database: () => [database.pid, ...pidsBelow(database.pid)],
    cameras: () => withBelow(program),
    browser: () => pidsBelow(process.pid).filter(isBrowser),
    bench: () => [process.pid, ...withBelow(peer)],
  });
  const events: Moments[] = [];
  const bare: number[] = [];
  while (events.length < EVENTS) {
    const { units, signed } = await openHousehold();
    for (const unit of units) {
      events.push(await measureEvent(unit, signed));
      bare.push(await measurePeer());
    }
    say(`${events.length} events measured`);
  }
  const results: Results = { events, bare, spent: meter.take() };
  conclude(results, { reportText, verdictsOf, writeReport }, given);
} finally {
  await browser.close();
  for (const one of [program, peer, server]) one.disconnect();
  await once(server, 'exit');
  await ground.close();
  rmSync(folder, { recursive: true, force: true });
}
