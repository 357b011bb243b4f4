import { type Duration, type Presence, type StatusMessage, seconds } from '@kaitong/contract';
import type { Time } from '../plans/calendar.ts';
import type { Connection, Hold, Known, PresenceFact, PresenceMove, PresenceState, StatusOrder } from './presence.ts';
import { isSameFeatures, isSameKnown } from './same-known.ts';

/**
 * How long a device counts as online without a sign of life: two heartbeats may get lost on a bad line, or a server may
 * restart. For as long the last status that was taken makes earlier ones late; what comes after it begins a new order.
 */
export const SILENCE = seconds(75);

/** After one and a half times its keep alive a broker ends a line (MQTT 3.1.1, 3.1.2-24); `0` asks for no end. */
export const isWatchedWith = (keepAlive: Duration): boolean => keepAlive > 0 && keepAlive * 1.5 <= SILENCE;

/** Where nothing else is new, a sign of life so soon after the last one is not worth a write. */
const SIGN_EVERY = seconds(5);

/** The sequence of a will: it ends its own session and orders nothing that is said after it. */
const LAST_SEQUENCE = Number.MAX_SAFE_INTEGER;

/** A device of which nothing was heard yet. */
export const unheard = (known: Known): PresenceState => ({
  presence: 'offline',
  connection: null,
  said: null,
  known,
  seenAt: null,
});

/**
 * What a fact makes of a device. Facts may be lost, come twice and in any order: a connection knows its place by its
 * `order` and ends once, a status by session and sequence; none names the other. See docs/decisions/0036-presence.md.
 */
export function movePresence(state: PresenceState, fact: PresenceFact, now: Time): PresenceMove {
  switch (fact.type) {
    case 'connected':
      return connect(state, fact.connection, now);
    case 'said':
      return fact.isOnlySign ? hearOnlySign(state, fact.status, now) : hear(state, fact.status, now);
    case 'gone':
      return leave(state, fact.connection, now);
    case 'silent':
      return taken({ ...state, presence: 'offline' });
    case 'lapsed':
      return lapse(state, fact.broker, now);
  }
}

/** Whether `a` was said after `b`; the same one again was not. */
export const isLater = (a: StatusOrder, b: StatusOrder): boolean =>
  a.session > b.session || (a.session === b.session && a.sequence > b.sequence);

function connect(state: PresenceState, connection: Connection, now: Time): PresenceMove {
  const newest = state.connection;
  if (newest?.id === connection.id) return newest.hold === 'lapsed' ? holdAgain(state, newest, now) : taken(state);
  if (newest && !isNewer(connection, newest)) return { state, verdict: 'older', closes: connection };
  const replaced = newest && newest.hold !== 'gone' ? newest : null;
  return {
    state: { ...state, presence: 'online', connection: { ...connection, hold: 'there' }, said: null, seenAt: now },
    verdict: 'taken',
    closes: replaced && connectionOf(replaced),
  };
}

const connectionOf = ({ hold: _, ...connection }: Connection & { hold: Hold }): Connection => connection;

/** Its broker was only slow to say that it still is. */
function holdAgain(state: PresenceState, connection: Connection, now: Time): PresenceMove {
  const presence = state.presence === 'dormant' ? 'dormant' : 'online';
  return taken({ ...state, presence, connection: { ...connection, hold: 'there' }, seenAt: now });
}

function leave(state: PresenceState, connection: Connection, now: Time): PresenceMove {
  const newest = state.connection;
  if (newest && newest.id !== connection.id && !isNewer(connection, newest))
    return { state, verdict: 'older', closes: null };
  const seenAt = seenUntil(state, now);
  return taken({ ...state, presence: away(state), connection: { ...connection, hold: 'gone' }, seenAt });
}

function lapse(state: PresenceState, broker: string, now: Time): PresenceMove {
  const { connection } = state;
  if (connection?.broker !== broker || connection.hold !== 'there') return { state, verdict: 'older', closes: null };
  const seenAt = seenUntil(state, now - SILENCE); // for so long nothing was heard of its broker
  return taken({ ...state, presence: away(state), connection: { ...connection, hold: 'lapsed' }, seenAt });
}

/** While it was watched nothing was written: it was there until `end`. */
const seenUntil = (state: PresenceState, end: Time): Time | null =>
  isWatched(state) && state.presence === 'online' ? Math.max(state.seenAt ?? end, end) : state.seenAt;

const isWatched = ({ connection }: PresenceState): boolean => connection?.hold === 'there' && connection.isWatched;

/** A camera that goes to sleep says so before its line ends. */
const away = ({ presence }: PresenceState): Presence => (presence === 'dormant' ? 'dormant' : 'offline');

/** A status where connections are told: it says how the device is set and whether it sleeps, never whether it is there. */
function hear(state: PresenceState, status: StatusMessage, now: Time): PresenceMove {
  if (status.state === 'offline') return taken(state); // a goodbye or a will: that the line ends is told by the line
  const isThere = state.connection?.hold === 'there';
  if (!isNews(state, status, now)) {
    // Late it may be, or the same once more, but somebody is there who says it.
    const presence = isThere && state.presence === 'offline' ? 'online' : state.presence;
    const isNew = presence !== state.presence || state.seenAt === null || now - state.seenAt >= SIGN_EVERY;
    return { state: isNew ? { ...state, presence, seenAt: now } : state, verdict: 'late', closes: null };
  }
  const presence = sleeps(status) ? 'dormant' : isThere ? 'online' : state.presence;
  return taken({ ...state, ...take(status, now), presence, seenAt: now });
}

/** Whether a status of a device that is watched only says once more what is known: of it nothing needs to be written. */
export const isNothingNew = (state: PresenceState, status: StatusMessage, now: Time): boolean =>
  isWatched(state) &&
  state.presence === 'online' &&
  status.state === 'online' &&
  isNews(state, status, now) &&
  isSameKnown(status, state.known) &&
  isSameFeatures(status.features, state.known.features);

/** A status where nothing else is told: it says whether the device is there as well. */
function hearOnlySign(state: PresenceState, status: StatusMessage, now: Time): PresenceMove {
  if (!isNews(state, status, now)) return { state, verdict: 'late', closes: null };
  // A will was written when its connection began: what it says of settings is old, and it may precede what is said next.
  if (status.state === 'offline' && status.sequence === LAST_SEQUENCE) return taken({ ...state, presence: 'offline' });
  const presence = sleeps(status) ? 'dormant' : status.state === 'online' ? 'online' : 'offline';
  // A device's last word is no sign of life: the time of the one before stays.
  const seenAt = presence === 'offline' ? state.seenAt : now;
  return taken({ ...state, ...take(status, now), presence, seenAt });
}

/** Only a camera that is built to sleep may be dormant. */
const sleeps = ({ state, features }: StatusMessage): boolean => state === 'dormant' && features.sleepy;

const isNews = ({ said }: PresenceState, status: StatusMessage, now: Time): boolean =>
  said === null || isLater(status, said) || now - said.at >= SILENCE;

function take(status: StatusMessage, now: Time): Pick<PresenceState, 'said' | 'known'> {
  const { session, sequence, firmware, features, motionDetection, privacyMode } = status;
  return { said: { session, sequence, at: now }, known: { firmware, features, motionDetection, privacyMode } };
}

/** Brokers that stamp to the millisecond may stamp two alike: then the ids decide, the same way in every process. */
const isNewer = (a: Connection, b: Connection): boolean => a.order > b.order || (a.order === b.order && a.id > b.id);

const taken = (state: PresenceState): PresenceMove => ({ state, verdict: 'taken', closes: null });
