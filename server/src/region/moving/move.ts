import type { ObjectMove } from '@kaitong/contract';
import { type Selectable, sql } from 'kysely';
import type { Moved } from '../../objects/move-objects.ts';
import type { Executor } from '../../store/executor.ts';
import type { ObjectMoveTable } from '../../store/region/moving.ts';

type Move = Selectable<ObjectMoveTable>;

/** What a stretch of the move came to. */
export type Tally = Record<Exclude<Moved, 'gone'>, number> & { bytes: number; lastKey: string | null };

export const emptyTally = (): Tally => ({ moved: 0, other: 0, unreadable: 0, bytes: 0, lastKey: null });

async function find(db: Executor): Promise<Move | undefined> {
  const { rows } = await sql<Move>`SELECT * FROM object_move`.execute(db);
  return rows[0];
}

/** Goes on with the move, or begins it; one that was finished begins anew, since something lies on the disk again. */
export async function openMove(db: Executor, expectedBytes: number): Promise<void> {
  await sql`
    INSERT INTO object_move (expected_bytes) VALUES (${expectedBytes})
    ON CONFLICT (singleton) DO UPDATE SET finished_at = NULL`.execute(db);
}

/** `isRound`: it has looked at all there is, so what stays is all that stays. */
export async function noteTally(db: Executor, tally: Tally, isRound: boolean): Promise<void> {
  await sql`
    UPDATE object_move SET objects = objects + ${tally.moved}, bytes = bytes + ${tally.bytes},
      last_key = coalesce(${tally.lastKey}, last_key),
      other = CASE WHEN ${isRound}::boolean THEN ${tally.other} ELSE other END,
      unreadable = CASE WHEN ${isRound}::boolean THEN ${tally.unreadable} ELSE unreadable END`.execute(db);
}

export async function finishMove(db: Executor): Promise<Move | undefined> {
  await sql`UPDATE object_move SET finished_at = kaitong_now(), other = 0, unreadable = 0`.execute(db);
  return await find(db);
}

/** How far it is; null where nothing was ever moved. */
export async function findMove(db: Executor): Promise<ObjectMove | null> {
  const move = await find(db);
  return move
    ? {
        startedAt: move.started_at.toISOString(),
        finishedAt: move.finished_at?.toISOString() ?? null,
        objects: move.objects,
        bytes: move.bytes,
        expectedBytes: move.expected_bytes,
        staying: move.other + move.unreadable,
      }
    : null;
}

/** For a gauge: what is left to be moved, as far as the index knows it. */
export async function countBytesLeft(db: Executor): Promise<number> {
  const move = await find(db);
  return move && move.finished_at === null ? Math.max(0, move.expected_bytes - move.bytes) : 0;
}
