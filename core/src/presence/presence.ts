import type { FirmwareVersion, MotionDetection, Presence, StatusMessage } from '@kaitong/contract';
import type { Time } from '../plans/calendar.ts';

/** A connection under the bare device id, as its broker tells of it. */
export type Connection = {
  id: string;
  /** Rises from each connection of a device to its next one, whichever brokers hold them. */
  order: number;
  /** The lease of the broker that holds it. */
  broker: string;
  /** Its broker ends it, and says so, within 75 s of the last packet: nobody has to wait for statuses to know that it is there. */
  isWatched: boolean;
};

/** `lapsed`: its broker was not heard of for a while, and may be again. `gone` is for good. */
export type Hold = 'there' | 'lapsed' | 'gone';

/** What a device said of itself. */
export type Known = Pick<StatusMessage, 'features' | 'motionDetection' | 'privacyMode'> & {
  firmware: FirmwareVersion | null;
  motionDetection: MotionDetection | null;
};

export type StatusOrder = Pick<StatusMessage, 'session' | 'sequence'>;

/** All that decides what the next fact means for a device. */
export type PresenceState = {
  presence: Presence;
  /** The newest connection that a broker told of; `null` before the first. */
  connection: (Connection & { hold: Hold }) | null;
  /** The last status that was taken; `null`: none since the newest connection came. */
  said: (StatusOrder & { at: Time }) | null;
  known: Known;
  /** The last sign of life. */
  seenAt: Time | null;
};

/** What a broker tells of a device, and the two ways in which its silence counts. */
export type PresenceFact =
  | { type: 'connected'; connection: Connection }
  /** `isOnlySign`: by a broker that tells of no connections, so that what is said is also the only sign of being there. */
  | { type: 'said'; status: StatusMessage; isOnlySign: boolean }
  | { type: 'gone'; connection: Connection }
  /** Nothing was heard of the device for as long as its presence allows. */
  | { type: 'silent' }
  /** Nothing was heard of this broker for as long as its lease allows. */
  | { type: 'lapsed'; broker: string };

export type PresenceMove = {
  state: PresenceState;
  /** `late`: said before something that was taken already. `older`: of a connection that has a newer one. */
  verdict: 'taken' | 'late' | 'older';
  /** A connection that a newer one replaces: whoever holds it closes it. */
  closes: Connection | null;
};
