import type { DeviceId, Pid, PublishedRelease } from '@kaitong/contract';
import { chooseOffer } from '@kaitong/core';
import { type Kysely, sql } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';

type Camera = { deviceId: DeviceId; firmware: string };

/** The release that each of these cameras of a product is to have now, of those whose image is here. */
export async function chooseOffers(
  db: Kysely<RegionTables>,
  pid: Pid,
  releases: readonly PublishedRelease[],
  cameras: readonly Camera[],
): Promise<Map<DeviceId, PublishedRelease>> {
  const offered = releases.flatMap(({ percent, ...one }) => (percent ? [{ ...one, percent }] : []));
  if (offered.length === 0 || cameras.length === 0) return new Map();
  const ids = offered.map(({ releaseId }) => releaseId);
  const [images, updates] = await Promise.all([
    db
      .selectFrom('firmware_image')
      .select('release_id')
      .where('stored', '=', true)
      .where('release_id', '=', sql<never>`ANY(${ids})`)
      .execute(),
    db
      .selectFrom('firmware_update')
      .select(['device_id', 'release_id', 'attempt', 'report'])
      .where('device_id', '=', sql<never>`ANY(${cameras.map(({ deviceId }) => deviceId)})`)
      .where('release_id', '=', sql<never>`ANY(${ids})`)
      .execute(),
  ]);
  const stored = new Set(images.map(({ release_id }) => release_id));
  const here = offered.filter(({ releaseId }) => stored.has(releaseId));
  return new Map(
    cameras.flatMap(({ deviceId, firmware }) => {
      const tried = new Map(
        updates.flatMap(({ device_id, release_id, attempt, report }) =>
          device_id !== deviceId || attempt === null || report === null
            ? []
            : [[release_id as string, { attempt, report }] as const],
        ),
      );
      const chosen = chooseOffer({ deviceId, pid, firmware, tried }, here);
      return chosen ? [[deviceId, chosen] as const] : [];
    }),
  );
}
