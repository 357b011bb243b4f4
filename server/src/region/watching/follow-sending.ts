import { hours, minutes, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionContext } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { mayGoOn, type Session } from './sessions.ts';

/** Somebody ended it, signed out or may not read it any more, while it was sent. */
export class SendingEnded extends Error {
  override readonly name = 'SendingEnded';
}

/** So often it is written down how far a file has come, and asked whether it may go on. */
const LOOK_EVERY = seconds(1);

/** A slow line takes longer than the address of a file is good for by itself: what is being sent may go on, and be gone on with. */
const GOES_ON = minutes(15);
const LONGEST = hours(24);

type Sending = {
  /** Which byte of the file is the first of these. */
  from: number;
  parts: AsyncIterable<Uint8Array>;
  /** Whoever asks has all that comes before them. */
  goesOn: boolean;
  /** Whether the last of them is the file's last. */
  isEnd: boolean;
};

/**
 * Passes a file on and writes down how far it has come, so that its owner's page tells it after it was left, from whatever
 * process sends it.
 *
 * @throws SendingEnded within a second after the session has ended
 */
export async function* followSending(
  context: RegionContext,
  session: Session,
  { from, parts, goesOn, isEnd }: Sending,
): AsyncGenerator<Uint8Array> {
  let at = from;
  const since = goesOn ? 0 : from;
  const now = () => context.clock.now().getTime();
  let lookedAt = now();
  let state: Progress['state'] = 'stopped';
  await note(context, session, { since, at, state: 'sending' });
  try {
    for await (const part of parts) {
      yield part;
      at += part.length;
      if (now() - lookedAt < LOOK_EVERY) continue;
      lookedAt = now();
      if (!(await mayGoOn(context, session.id))) throw new SendingEnded(`${session.id} has ended`);
      await note(context, session, { since, at, state: 'sending' });
    }
    if (isEnd) state = 'completed';
  } finally {
    // Of a server that stops, or whose database is away, the file's end is not written down; its owner sees it stop.
    await note(context, session, { since, at, state }).catch((err: unknown) =>
      context.log.warn({ err, region: context.region }, 'download.not_noted'),
    );
  }
}

/** How large a file is, once it is known to the byte. */
export async function noteSize({ db }: RegionContext, { id }: Session, bytes: number): Promise<void> {
  await db.updateTable('playback').set({ file_bytes: bytes }).where('id', '=', id).execute();
}

type Progress = { since: number; at: number; state: 'sending' | 'stopped' | 'completed' };

async function note({ db }: RegionContext, session: Session, { since, at, state }: Progress): Promise<void> {
  const { id, owner_id, member_id } = session;
  await db
    .updateTable('playback')
    .set({
      // Bytes from somewhere in the middle say nothing of those before them.
      sent_bytes: sql<number>`CASE WHEN ${since} <= sent_bytes THEN greatest(sent_bytes, ${at}) ELSE sent_bytes END`,
      ...(state === 'sending'
        ? {
            sent_at: sql<Date>`kaitong_now()`,
            expires_at: sql<Date>`greatest(expires_at, least(kaitong_now() + ${GOES_ON} * interval '1 ms',
              created_at + ${LONGEST} * interval '1 ms'))`,
          }
        : { sent_at: null }),
      ...(state === 'completed' && {
        completed_at: sql<Date>`CASE WHEN ${since} <= sent_bytes THEN kaitong_now() ELSE completed_at END`,
      }),
    })
    .where('id', '=', id)
    .execute();
  await tellOwner(db, member_id ?? owner_id, { type: 'downloads.changed', deviceId: null });
}
