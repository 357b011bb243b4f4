import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { forgetRates } from '../../activation/testing/people.ts';
import { type RunningRig, startRig } from '../../activation/testing/rig.ts';
import { type Cast, gather, PLANE_SECRET } from './cast.ts';

/** What lies beside the pages, and that no address may lead to. */
export const OUTSIDE = 'nobody may read this';

let opened: Promise<{ rig: RunningRig; cast: Cast }> | undefined;
const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-pages-'));

/** One server with its cast for all suites of a file: a cast has a whole activation behind it. */
export async function openPlace(): Promise<{ rig: RunningRig; cast: Cast }> {
  opened ??= open();
  const place = await opened;
  await forgetRates(place.rig);
  return place;
}

async function open(): Promise<{ rig: RunningRig; cast: Cast }> {
  mkdirSync(path.join(folder, 'pages', 'assets'), { recursive: true });
  for (const name of ['index.html', 'operator.html', 'app.html', 'assets/a.js'])
    writeFileSync(path.join(folder, 'pages', name), `/* ${name} */`);
  writeFileSync(path.join(folder, 'secret.txt'), OUTSIDE);
  const rig = await startRig({ KAITONG_PLANE_TOKEN: PLANE_SECRET }, { pages: path.join(folder, 'pages') });
  return { rig, cast: await gather(rig) };
}

export async function closePlace(): Promise<void> {
  await (await opened)?.rig.stop();
  rmSync(folder, { recursive: true });
}
