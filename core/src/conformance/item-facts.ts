import type { Presence, UpdateReport, WrongCertificate } from '@kaitong/contract';
import type { CheckCode, ClipRate } from '@kaitong/contract/checks';
import type { BrokerOffers } from './broker-offers.ts';
import type { LineCut } from './line-cuts.ts';

/** What the inspection of an event found of its time. Milliseconds by the time stamps. */
export type EventSpeed = {
  rate: ClipRate;
  isWrong: boolean;
  mediaMs: number;
  longestGopMs: number;
  stampedFps: number | null;
  /** Of the usual segment, from 0 to 255; null where it was not looked at. */
  brightness: number | null;
};

/** An event of an item, as far as it is. */
export type ItemEvent = {
  type: string;
  /** When it was opened, and for how long something of it came from then on; by the platform's clock, in milliseconds. */
  openedAt: number;
  cameMs: number;
  /** What the camera said at the close; null while it is open. */
  closedObjects: number | null;
  declared: number;
  stored: number;
  segments: number;
  footageMs: number;
  /** When its footage begins, pre-record included, by the platform's clock, in milliseconds. */
  startedAt: number;
  /** What the camera said of when it began, against the age that it gave. */
  skewMs: number;
  /** By how much it says that it is older than the motion that it was asked for. */
  ageErrorMs: number;
  isEncrypted: boolean;
  /** It asked for more than the grant takes. */
  isCutByPlatform: boolean;
  /** Objects that it sent once more though they were acknowledged. */
  repeated: readonly number[];
  /** Codes of errors that the inspection found; empty before it. */
  errors: readonly CheckCode[];
  /** Null before the inspection. */
  speed: EventSpeed | null;
};

/** Everything that decides how an item goes on. */
export type ItemFacts = {
  commanded: boolean;
  /** What the camera answered to the command of the step; null: nothing yet. */
  reply: { ok: boolean; reason: string | null } | null;
  /** In the order of their opening. */
  events: readonly ItemEvent[];
  /** When motion was asked for last; null: not yet. */
  askedAt: number | null;
  /** Openings that were refused for privacy. */
  refusedOpenings: number;
  /** What it was refused last by a fault of its own: a code, with the field where there is one. */
  refused: string | null;
  /** Since when nothing has been under way. */
  quietMs: number;
  isOnLine: boolean;
  presence: Presence;
  disturbance: 'none' | 'armed' | 'on' | 'over';
  /** Calls with a token that is not accepted; and whether another one came after them. */
  token: { refused: number; isRenewed: boolean };
  /** The server with the wrong certificate: whether it was connected to, and sent a request. */
  impostor: { isMet: boolean; trusted: WrongCertificate | null };
  /** The brokers with wrong certificates, and how many there are; null before they are offered. */
  brokers: (Pick<BrokerOffers, 'wrong' | 'met' | 'trusted' | 'isOver' | 'wasAway'> & { of: number }) | null;
  /** The firmware that it is to have; null: there is none for it. */
  update: {
    version: string;
    /** Since it was told: whether it asked, and what it said last. */
    isAsked: boolean;
    report: UpdateReport | null;
    reason: string | null;
  } | null;
  /** In their order; the last one may go on. */
  cuts: readonly LineCut[];
  /** So often another connection with its secret took its line. */
  takings: number;
};

/** Footage that is recorded all the time, and not for motion. */
export const isContinuous = ({ type }: ItemEvent): boolean => type === 'continuous';

/** Closed, and nothing of it is missing. */
export const isComplete = ({ closedObjects, stored }: ItemEvent): boolean =>
  closedObjects !== null && stored >= closedObjects;
