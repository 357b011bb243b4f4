import type { DeviceId, Pid, PublishedRelease } from '@kaitong/contract';
import { chooseOffer } from '@kaitong/core';
import { type Kysely, sql } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';

type Camera = { deviceId: DeviceId; firmware: string };

/** A release that is offered to some, and whose image is here. */
type Offerable = PublishedRelease & { percent: number };

export async function findOfferable(
  db: Kysely<RegionTables>,
  releases: readonly PublishedRelease[],
): Promise<Offerable[]> {
  const offered = releases.flatMap(({ percent, ...one }) => (percent ? [{ ...one, percent }] : []));
  if (offered.length === 0) return [];
  const images = await db
    .selectFrom('firmware_image')
    .select('release_id')
    .where('stored', '=', true)
    .where('release_id', '=', sql<never>`ANY(${offered.map(({ releaseId }) => releaseId)})`)
    .execute();
  const stored = new Set(images.map(({ release_id }) => release_id));
  return offered.filter(({ releaseId }) => stored.has(releaseId));
}

/** Which of them each of these cameras of a product is to have now. */
export async function chooseOffers(
  db: Kysely<RegionTables>,
  pid: Pid,
  offerable: readonly Offerable[],
  cameras: readonly Camera[],
): Promise<Map<DeviceId, Offerable>> {
  if (offerable.length === 0 || cameras.length === 0) return new Map();
  const updates = await db
    .selectFrom('firmware_update')
    .select(['device_id', 'release_id', 'attempt', 'report'])
    .where('device_id', '=', sql<never>`ANY(${cameras.map(({ deviceId }) => deviceId)})`)
    .where('release_id', '=', sql<never>`ANY(${offerable.map(({ releaseId }) => releaseId)})`)
    .execute();
  return new Map(
    cameras.flatMap(({ deviceId, firmware }) => {
      const tried = new Map(
        updates.flatMap(({ device_id, release_id, attempt, report }) =>
          device_id !== deviceId || attempt === null || report === null
            ? []
            : [[release_id as string, { attempt, report }] as const],
        ),
      );
      const chosen = chooseOffer({ deviceId, pid, firmware, tried }, offerable);
      return chosen ? [[deviceId, chosen] as const] : [];
    }),
  );
}
