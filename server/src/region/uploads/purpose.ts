import type { DeviceId, device, EventId, Parsed, Refusal, Reply } from '@kaitong/contract';
import type { EventDeclaration, ObjectDeclaration } from '@kaitong/contract/checks';
import type { Closed, Declared, UploadLimits } from '@kaitong/core';
import type { ObjectInfo } from '../../objects/object-store.ts';
import type { RegionContext } from '../context.ts';

/** Who uploads: a camera, or a tool that pushes in its place. */
export type UploadCaller = { deviceId: DeviceId; tokenId: string };

export type OpenBody = Parsed<typeof device.openEvent>['body'];
export type CloseBody = Parsed<typeof device.closeEvent>['body'];
export type Target = Reply<typeof device.declareObject>;

/** An object as its row has it. */
export type UploadedObject = ObjectDeclaration & { state: 'declared' | 'committed' };

/** What a refused call was about, as far as it was about an object. */
export type About = { n?: number; object?: ObjectDeclaration };

/** An event under its purpose's lock, as the calls work on it. Where its rows live, only the purpose knows. */
export type Upload = {
  readonly eventId: EventId;
  readonly type: string;
  readonly declaration: EventDeclaration;
  /** By the database's clock, at the lock. */
  readonly now: Date;
  readonly limits: UploadLimits;
  readonly declared: Declared;
  readonly closed: Closed | null;
  /** Deleted by its owner, or dropped: nothing can be added, whatever its device said at the close. */
  readonly isGivenUp: boolean;
  /** Why nothing is taken at this moment. It may be closed all the same. */
  readonly stopped: Refusal | undefined;
  /** With how much footage the device should close it. */
  readonly maxFootageMs: number;
  /** What the device is told that the time is. */
  readonly serverTime: Date;

  /** The event's AES key; undefined where it is not encrypted. */
  readKey(): Promise<Uint8Array | undefined>;
  /** Where an object lies in the store. */
  objectKey(n: number): string;
  /** What the store says of it. Under a lock nobody waits for the store: it was asked before (`ask-store.ts`). */
  findStored(n: number): Promise<ObjectInfo | undefined>;
  findObject(n: number): Promise<UploadedObject | undefined>;
  listObjects(): Promise<UploadedObject[]>;

  /** Why an object that fits is not taken. */
  refuseObject(object: ObjectDeclaration): Promise<Refusal | undefined>;
  /** The age of an object's last frame, as a declaration says it now, the first time or again: kept where time is judged. */
  noteAge(n: number, ageMs: number): Promise<void>;
  /** Stores what was declared; `declared`: the sums with it. */
  declareObject(object: ObjectDeclaration, declared: Declared): Promise<void>;
  /** Makes a stored object part of the event, with all that follows from it. */
  commitObject(object: UploadedObject): Promise<Refusal | undefined>;
  /** `isComplete`: nothing is missing of what the close counts. What lies beyond it is dropped. */
  close(body: CloseBody, after: { declared: Declared; isComplete: boolean }): Promise<Refusal | undefined>;

  /** The target as the device is given it. `isNews` is false for an object that was declared before. */
  offer(target: Target, object: ObjectDeclaration, isNews: boolean): Promise<Target>;
  /** What a refusal leaves behind. */
  noteRefusal(refused: Refusal, about: About): Promise<void>;
  /** A refusal of an object of the opening that costs the objects before it nothing. */
  isBeyondEnd(refused: Refusal): boolean;
};

export type Act<Answer> = (upload: Upload) => Promise<Answer | Refusal>;

/** Objects that a call is about, two at most. `stored`: the one that its device says is in the store. */
export type AboutObjects = { objects: readonly number[]; stored?: number };

/**
 * What events are recorded for. It says what may be opened, what is locked, and in which order, for how long, and what
 * becomes of what was written when a call is refused.
 */
export type Purpose = {
  /**
   * Runs a call on an event of this device; `event_unknown` if it is another's or none. It may be run more than once, of
   * which the last time counts. `about`: it reads no other objects, and closes nothing.
   */
  onEvent<Answer extends object>(
    context: RegionContext,
    caller: UploadCaller,
    eventId: EventId,
    act: Act<Answer>,
    about?: AboutObjects,
  ): Promise<Answer | Refusal>;
  /** Runs an opening: on a new event, or on the one that the device opened by the same id of its own before. */
  onOpening<Answer extends object>(
    context: RegionContext,
    caller: UploadCaller,
    body: OpenBody,
    act: Act<Answer>,
  ): Promise<Answer | Refusal>;
};
