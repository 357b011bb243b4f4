import {
  compareFirmware,
  type Duration,
  type FirmwareManifest,
  type FirmwareOffer,
  hours,
  MOST_UPDATE_ATTEMPTS,
  milliseconds,
  ReleaseId,
  type UpdateReport,
} from '@kaitong/contract';
import { digestOf } from '#platform';
import { type Patience, retrying } from '../back-off.ts';
import { done, failed, type Outcome } from '../outcome.ts';
import type { Fetch, Storage } from '../ports.ts';
import type { Authorised } from '../upload/authorised.ts';
import { download } from './download.ts';
import { findUpdateObjection, type UpdateObjection } from './find-update-objection.ts';

/** How a camera installs what its maker signed. */
export type Updating = {
  pid: string;
  /** Ed25519 in PEM: those that are in this firmware. */
  makerKeys: readonly string[];
  /**
   * Puts the whole, checked image where the next start runs it. The camera restarts by itself when that suits it, and says
   * which version runs then by `firmware`: the SDK reports what came of the update.
   */
  install(image: Uint8Array, manifest: FirmwareManifest): Promise<void>;
};

/** `none`: nothing to install. `ready`: it runs from the next start. */
export type UpdateResult =
  | { is: 'none' }
  | { is: 'ready'; version: string }
  | { is: 'refused'; because: UpdateObjection | 'image_damaged' | 'install_failed' };

type Kept = { releaseId: string; attempt: number; version: string; state: 'trying' | 'failed' | 'ready' };

const KEY = 'firmware-update';
const EVERY = hours(6);

export type UpdatesOptions = {
  updating: Updating;
  firmware: string;
  storage: Storage;
  fetch: Fetch;
  authorised: Authorised;
  patience: Patience;
};

/** How long until the next question: six hours, and up to an hour more, so that a street of cameras does not ask at once. */
export const untilNextQuestion = (random: () => number): Duration => milliseconds(EVERY + random() * hours(1));

/**
 * Reports what came of the update before the restart: this version runs, or another does again. One that the power was cut from
 * just after it had been installed was not noted as ready, and runs.
 */
export async function settleUpdate(options: UpdatesOptions): Promise<void> {
  const kept = await load(options.storage);
  if (!kept) return;
  const runs = compareFirmware(kept.version, options.firmware) === 0;
  if (kept.state === 'failed' || (kept.state === 'trying' && !runs)) return;
  const reported = await report(options, kept, runs ? 'installed' : 'rolled_back');
  if (reported.ok || !reported.problem.retry) await save(options.storage, undefined);
}

/** Asks whether there is an image for this camera, and takes it where its maker signed it for this one and it is newer. */
export async function takeUpdate(options: UpdatesOptions): Promise<Outcome<UpdateResult>> {
  const { storage, updating, firmware } = options;
  const offered = await ask(options);
  if (!offered.ok) return offered;
  const offer = offered.value;
  if (!offer) return done({ is: 'none' });
  const before = await load(storage);
  const attempt = before?.releaseId === offer.releaseId ? Math.min(before.attempt + 1, MOST_UPDATE_ATTEMPTS) : 1;
  const trying: Kept = { releaseId: offer.releaseId, attempt, version: offer.manifest.version, state: 'trying' };
  await save(storage, trying);
  const refuse = async (because: UpdateObjection | 'image_damaged' | 'install_failed') => {
    await save(storage, { ...trying, state: 'failed' });
    await report(options, trying, 'failed', because);
    return done<UpdateResult>({ is: 'refused', because });
  };
  const objection = findUpdateObjection({ ...updating, firmware }, offer);
  if (objection) return await refuse(objection);
  await report(options, trying, 'downloading');
  const image = await download(offer, { ...options, askAgain: () => ask(options) });
  if (!image.ok) return image;
  if (digestOf('sha256', image.value) !== offer.manifest.sha256) return await refuse('image_damaged');
  try {
    await updating.install(image.value, offer.manifest);
  } catch {
    return await refuse('install_failed');
  }
  await save(storage, { ...trying, state: 'ready' });
  return done({ is: 'ready', version: offer.manifest.version });
}

const ask = async ({ authorised, patience, firmware }: UpdatesOptions): Promise<Outcome<FirmwareOffer | null>> => {
  const answer = await retrying(patience, () =>
    authorised((client) => client.getFirmwareOffer({ query: { firmware } })),
  );
  return answer.ok ? done(answer.value.offer) : answer;
};

async function report(
  { authorised, patience, firmware }: UpdatesOptions,
  { releaseId, attempt }: Pick<Kept, 'releaseId' | 'attempt'>,
  said: UpdateReport,
  reason?: string,
): Promise<Outcome<object>> {
  const id = ReleaseId.safeParse(releaseId).data;
  if (!id) return failed('answer_invalid', 'What was kept of the update cannot be read.');
  const body = { releaseId: id, attempt, report: said, firmware, ...(reason === undefined ? {} : { reason }) };
  return await retrying(patience, () => authorised((client) => client.reportFirmware({ body })));
}

async function load(storage: Storage): Promise<Kept | undefined> {
  try {
    return JSON.parse((await storage.get(KEY)) ?? '') as Kept;
  } catch {
    return undefined;
  }
}

/** A full flash costs the report of an update, not the update. */
const save = (storage: Storage, kept: Kept | undefined): Promise<void> =>
  storage.set(KEY, kept ? JSON.stringify(kept) : '').catch(() => undefined);
