import { type Duration, seconds } from '@kaitong/contract';

/** What broken firmware does with an event, for trying how a platform answers. */
export type Misbehaviour =
  /** Goes on after its grant has ended, whatever it is answered. */
  | 'outlives_grant'
  /** Commits each object before its bytes are stored, too. */
  | 'commits_first'
  /** Uploads with a token that expires after the first object, and gets no other. */
  | 'keeps_token'
  /** Gets a new token for the next event only, whatever it is answered in the middle of one. */
  | 'keeps_open_token'
  /** Says when its event began by a clock of its own, which is a minute and a half behind. */
  | 'own_clock';

/** How far `own_clock` is behind. */
export const CLOCK_BEHIND: Duration = seconds(90);

/** The life of the token that is kept too long: it has to outlast an open and one object. */
export const KEPT_TOKEN_LIFE: Duration = seconds(4);
