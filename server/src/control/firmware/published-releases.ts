import { PublishedRelease, type ReleaseId } from '@kaitong/contract';
import { shareOffered } from '@kaitong/core';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { ReleaseRow } from './show-release.ts';

type Kept = Pick<ReleaseRow, 'manifest' | 'signature' | 'notes' | 'state' | 'share'> & { id: ReleaseId };

/** Beside `product`: what regions are told of its releases; drafts are nobody's business. */
export const publishedReleases = sql<Kept[]>`(
  SELECT coalesce(json_agg(json_build_object(
    'id', id, 'manifest', manifest, 'signature', signature, 'notes', notes, 'state', state, 'share', share)
    ORDER BY firmware_release.created_at, id), '[]')
  FROM firmware_release WHERE firmware_release.pid = product.pid AND state <> 'draft')`;

export const asPublished = (rows: readonly Kept[]): z.input<typeof PublishedRelease>[] =>
  rows.map(({ id: releaseId, manifest, signature, notes, ...standing }) => {
    const percent = standing.state === 'withdrawn' ? null : shareOffered(standing);
    return PublishedRelease.parse({ releaseId, manifest, signature, notes, percent });
  });
