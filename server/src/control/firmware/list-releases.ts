import { type firmware, isRefusal, type Parsed, type Refusal, type Reply, type UpdateCounts } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext } from '../context.ts';
import { findProductFor } from '../products/find-product-for.ts';
import { askRegions } from '../regions/ask-regions.ts';
import { showReleases } from './show-release.ts';

const NONE: UpdateCounts = { offered: 0, downloading: 0, failed: 0, installed: 0, rolledBack: 0 };

export async function listReleases(
  context: ControlContext,
  caller: MakerCaller,
  { params: { pid } }: Parsed<typeof firmware.listReleases>,
): Promise<Reply<typeof firmware.listReleases> | Refusal> {
  const product = await findProductFor(context.db, caller, pid, 'listReleases');
  if (isRefusal(product)) return product;
  const rows = await context.db
    .selectFrom('firmware_release')
    .selectAll()
    .where('pid', '=', pid)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
  if (rows.length === 0) return { items: [], unreachable: [] };
  const { given, silent } = await askRegions(context, (region) => region.countUpdates({ body: { pid } }));
  const counts = new Map<string, UpdateCounts>();
  for (const { releaseId, ...more } of given.flatMap(({ answer }) => answer.items))
    counts.set(releaseId, add(counts.get(releaseId) ?? NONE, more));
  const releases = await showReleases(context.db, pid, rows);
  return {
    items: releases.map((release) => ({ ...release, units: counts.get(release.id) ?? NONE })),
    unreachable: silent.sort(),
  };
}

const add = (a: UpdateCounts, b: UpdateCounts): UpdateCounts => ({
  offered: a.offered + b.offered,
  downloading: a.downloading + b.downloading,
  failed: a.failed + b.failed,
  installed: a.installed + b.installed,
  rolledBack: a.rolledBack + b.rolledBack,
});
