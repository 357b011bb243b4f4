// From a signed image to a fleet, and back: stages, a verification that halts what breaks uploads, and what takes it back.
import { minutes, type Pid, ROLL_OUT, type RollOutShare } from '@kaitong/contract';
import { isInCohort } from '@kaitong/core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { linkTester } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import {
  byTurns,
  type Camera,
  type Desk,
  isOffered,
  OLD,
  openDesk,
  pairFleet,
  updateAll,
} from '../../src/firmware/testing/fleet.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';
import { launchChromium } from '../browser/chromium.ts';
import { look } from '../browser/look.ts';
import { openConsole } from '../browser/people.ts';

const FLEET = 200;
/** Of each version the plots count so many units, the newest. */
const PLOTTED = 60;
let rig: RunningRig;
let browser: Browser;
let desk: Desk;
let tester: Unit;
let pid: Pid;
let fleet: Camera[];
let others: Camera[];

beforeAll(async () => {
  const { folder: pages } = await buildWeb();
  [rig, browser] = await Promise.all([startRig({}, { pages }), launchChromium()]);
  desk = await openDesk(rig);
  tester = await rig.unit({ firmware: OLD });
  ({ pid } = tester);
  const sample = await tester.camera();
  expect((await rig.maker.activate(tester.deviceId)).application.state).toBe('approved');
  await sample.close();
  await linkTester(rig.maker, tester.owner);
  ({ fleet } = await pairFleet(rig, desk, FLEET, pid));
  ({ fleet: others } = await pairFleet(rig, desk, 5));
  await desk.kaitong('key', pid, desk.files.publicKey);
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
  desk?.close();
});

const running = (version: string) => fleet.filter(({ firmware }) => firmware === version);
const dueIn = (id: string, percent: number) =>
  fleet.filter(({ unit }) => isInCohort(id, unit.deviceId, percent)).length;

async function release(version: string, ...more: string[]): Promise<string> {
  await desk.sign(pid, version, ...more);
  await desk.release();
  return (await desk.find(pid, version)).id;
}
async function offer(version: string, percent: RollOutShare): Promise<void> {
  expect((await desk.kaitong('rollout', pid, version)).lines).toEqual([`${version}: offered, ${percent} %`]);
  await isOffered(rig, pid, (await desk.find(pid, version)).id, percent);
}

/** The tester has updated by hand; somebody comes by its door. */
async function verify(version: string, fault?: 'video.first_not_key') {
  const { id: releaseId } = await desk.find(pid, version);
  const camera = await tester.camera({
    firmware: version,
    probe: false,
    waveAfterGrant: undefined,
    ...(fault && { fault }),
  });
  const { id } = await rig.maker.createApplication({ body: { deviceId: tester.deviceId, releaseId } });
  const run = rig.maker.watch(id);
  await run.sees('step.started', ({ step }) => step === 'await-event');
  camera.wave();
  const { application } = await run.ended();
  await camera.close();
  return application;
}

/** The home of the product, which is read again when there are news, and not because time has passed. */
async function openHome(): Promise<Page> {
  const page = await openConsole(browser, rig, rig.maker.login, 'en');
  await page.addInitScript('globalThis.setInterval = () => 0');
  await page.goto(`${rig.url}/products/${pid}`);
  await page.getByRole('heading', { name: 'Fleet by firmware' }).waitFor();
  return page;
}

type Counts = Record<string, { opened: number; arrived: number }>;

/** Something moves before each of these; of old firmware every fifth event does not get through. Ten minutes later each counts. */
async function recordAll(recorders: readonly Camera[], before: Counts): Promise<Counts> {
  const counts = structuredClone(before);
  await byTurns(rig, [...recorders.entries()], async ([nth, camera]) => {
    const isBroken = camera.firmware === OLD && nth % 5 === 0;
    await camera.record({ isBroken });
    const { opened, arrived } = counts[camera.firmware] ?? { opened: 0, arrived: 0 };
    counts[camera.firmware] = { opened: opened + 1, arrived: arrived + (isBroken ? 0 : 1) };
  });
  await rig.clock.advance(minutes(11));
  return counts;
}

type Plotted = Awaited<ReturnType<typeof readPlotted>>;
const readPlotted = async () => (await rig.maker.console.getProductHome({ params: { pid } })).fleet.arrivals;

const countsOf = (plotted: Plotted): Counts =>
  Object.fromEntries(
    plotted.map(({ firmware, days }) => [
      firmware,
      {
        opened: days.reduce((sum, { opened }) => sum + opened, 0),
        arrived: days.reduce((sum, { arrived }) => sum + arrived, 0),
      },
    ]),
  );

/** Until the plot of what arrived whole shows this, in words for who does not see the lines. */
async function shows(page: Page, plotted: Plotted): Promise<void> {
  const words = plotted.map(({ firmware, days }) => {
    const { opened = 1, arrived = 0 } = days.at(-1) ?? {};
    return `${firmware} ${Math.round((1000 * arrived) / opened) / 10}%`;
  });
  await page.getByRole('img', { name: `Arrived whole. The last of each version: ${words.join(' · ')}` }).waitFor();
}

test('two hundred cameras take a verified release in stages, its counts and its plots move, and none of another product hears of it', async () => {
  const id = await release('2.4.0');
  const recorders = fleet.slice(-PLOTTED);
  await byTurns(rig, recorders, ({ unit }) => subscribe(rig, unit));
  const page = await openHome();
  let recorded = await recordAll(recorders, {});
  let plotted = await readPlotted();
  let before = 0;
  for (const percent of ROLL_OUT) {
    if (percent === 25) {
      expect((await desk.kaitong('rollout', pid, '2.4.0')).errors.join()).toContain('release_not_verified');
      expect(await verify('2.4.0')).toMatchObject({ state: 'approved', releaseId: id });
    }
    await offer('2.4.0', percent);
    expect((await updateAll(rig, fleet)).filter((came) => came === 'refused')).toEqual([]);
    const { units } = await desk.find(pid, '2.4.0');
    expect(units).toMatchObject({ installed: dueIn(id, percent), failed: 0, rolledBack: 0 });
    expect(units.installed).toBeGreaterThan(before);
    before = units.installed;
    await shows(page, plotted); // each update was news
    recorded = await recordAll(recorders, recorded);
    plotted = await readPlotted();
    expect(countsOf(plotted)).toEqual(recorded);
    expect(new Set(await updateAll(rig, others))).toEqual(new Set(['none']));
  }
  await look(page, 'firmware-walk-plots');
  await page.context().close();
  expect(running('2.4.0')).toHaveLength(FLEET);
  expect(new Set(others.map(({ firmware }) => firmware))).toEqual(new Set([OLD]));
});

test('a release that breaks uploads is caught by its verification, halted, and taken back from those who have it', async () => {
  const id = await release('2.5.0');
  await offer('2.5.0', 5);
  await updateAll(rig, fleet);
  const first = running('2.5.0');
  expect(first).toHaveLength(dueIn(id, 5));
  expect(first.length).toBeGreaterThan(0);
  expect(await verify('2.5.0', 'video.first_not_key')).toMatchObject({ problem: { code: 'clip_rejected' } });
  await eventually(async () => expect(await desk.find(pid, '2.5.0')).toMatchObject({ state: 'halted', share: 5 }));
  await isOffered(rig, pid, id as never, 0);
  expect(new Set(await updateAll(rig, fleet))).toEqual(new Set(['none']));
  expect((await desk.kaitong('rollout', pid, '2.5.0')).lines).toEqual(['2.5.0: offered, 5 %']); // a person may, to no more
  expect((await desk.kaitong('rollout', pid, '2.5.0')).errors.join()).toContain('release_not_verified');
  await desk.kaitong('halt', pid, '2.5.0');
  await isOffered(rig, pid, id as never, 0);

  await release('2.4.1', '--takes-back', '2.5.0');
  for (const percent of ROLL_OUT) await offer('2.4.1', percent);
  await updateAll(rig, fleet);
  expect(running('2.4.1')).toEqual(first);
  expect(running('2.5.0')).toEqual([]);
  expect(running('2.4.0')).toHaveLength(FLEET - first.length);
  expect((await desk.find(pid, '2.4.1')).units.installed).toBe(first.length);
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
