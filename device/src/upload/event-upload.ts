import { type EventId, type FirmwareVersion, problems, seconds, type UploadTarget } from '@kaitong/contract';
import type { ObjectDeclaration } from '@kaitong/contract/checks';
import { type Patience, pauseBefore, retrying } from '../back-off.ts';
import { type DeviceProblem, done, failed, type Outcome, refusedWith } from '../outcome.ts';
import type { Fetch } from '../ports.ts';
import type { Authorised } from './authorised.ts';
import { putObject } from './put.ts';
import type { EventObject, Seal, SealedObject } from './seal.ts';

export type EventUploadOptions = {
  eventId: EventId;
  deviceEventId: string;
  key: Uint8Array | null;
  maxFootageMs: number | null;
  /** What an earlier try has sent: the next object gets the number after. */
  before?: { objects: number; durationMs: number };
  /**
   * All its footage is in one object: that one is declared once more before its commit. One age alone, which may have been
   * held up on its way, proves nothing; two that agree do.
   */
  isWhole: boolean;
  /** Objects that the platform knows from an earlier try. */
  targets: readonly UploadTarget[];
  firmware: FirmwareVersion;
  seal: Seal;
  authorised: Authorised;
  fetch: Fetch;
  patience: Patience & { signal: AbortSignal };
};

/** After these the object is declared again before it is PUT again: the bytes may be there, or belong elsewhere. */
const NEEDS_TARGET = new Set<string>(['unreachable', 'store_refused', 'hash_mismatch']);
/** A new target for the same object: more often than this, and something else is wrong. */
const MAX_ROUNDS = 6;

type Waiting = { sealed: SealedObject; endedAt: number | undefined; settle(outcome: Outcome<void>): void };

/**
 * An open event. Objects go out one after the other in the order in which they were added, each as declare → PUT →
 * commit; a commit declares the next one where it is known already, which saves a round trip per segment. A lost uplink
 * is waited for: every step can be repeated, so nothing that was acknowledged is sent again.
 */
export class EventUpload {
  readonly eventId: EventId;
  readonly deviceEventId: string;
  /** The device should close the event when it has this much; null: up to five minutes. */
  readonly maxFootageMs: number | null;
  readonly #options: EventUploadOptions;
  readonly #known: Map<number, UploadTarget>;
  readonly #queue: Waiting[] = [];
  /** Why the platform will not take an object that it was asked for with the commit before. */
  readonly #refused = new Map<number, Outcome<never>>();
  #count: number;
  #durationMs: number;
  #sent: { objects: number; durationMs: number };
  #sending = false;
  #problem: DeviceProblem | undefined;
  #idle: { promise: Promise<void>; resolve: () => void } | undefined;

  constructor(options: EventUploadOptions) {
    this.eventId = options.eventId;
    this.deviceEventId = options.deviceEventId;
    this.maxFootageMs = options.maxFootageMs;
    this.#options = options;
    this.#sent = { objects: 0, durationMs: 0, ...options.before };
    this.#count = this.#sent.objects;
    this.#durationMs = this.#sent.durationMs;
    this.#known = new Map(options.targets.map((target) => [target.n, target]));
  }

  /** Fires when nothing more can be sent. */
  get signal(): AbortSignal {
    return this.#options.patience.signal;
  }

  /** Footage added so far. */
  get durationMs(): number {
    return this.#durationMs;
  }

  /** Resolves when the object is committed. It need not be awaited: `close()` reports what went wrong. */
  addObject(object: EventObject): Promise<Outcome<void>> {
    const n = this.#count++;
    this.#durationMs += object.durationMs;
    const { seal, key } = this.#options;
    return new Promise((settle) => {
      this.#queue.push({ sealed: seal(object, n, key), endedAt: object.endedAt, settle });
      void this.#drain();
    });
  }

  /** Resolves when every object added so far is committed, or the upload has failed. */
  async settled(): Promise<void> {
    if (!this.#sending) return;
    this.#idle ??= Promise.withResolvers<void>();
    await this.#idle.promise;
  }

  /** Waits for all objects, then closes. An event that is long enough for the platform is closed with what it took. */
  async close(): Promise<Outcome<void>> {
    await this.settled();
    const isFull = this.#problem?.code === 'footage_limit_reached';
    if (this.#problem && !isFull) return { ok: false, problem: this.#problem };
    const { objects, durationMs } = isFull ? this.#sent : { objects: this.#count, durationMs: this.#durationMs };
    return await this.closeWith(objects, durationMs);
  }

  /** Closes with these numbers, whatever was sent of it: what is missing of them may still come. */
  async closeWith(objects: number, durationMs: number): Promise<Outcome<void>> {
    const { eventId, firmware, authorised, patience } = this.#options;
    const body = { objects, durationMs: Math.round(durationMs), firmware };
    const closed = await retrying(patience, () =>
      authorised((client) => client.closeEvent({ params: { eventId }, body })),
    );
    return closed.ok ? done(undefined) : closed;
  }

  async #drain(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      // After a refusal the later objects have no chance: an event with a hole is of no use.
      const outcome: Outcome<void> = this.#problem ? { ok: false, problem: this.#problem } : await this.#send(next);
      if (outcome.ok) {
        this.#sent.objects += 1;
        this.#sent.durationMs += next.sealed.declaration.durationMs;
      } else this.#problem ??= outcome.problem;
      next.settle(outcome);
    }
    this.#sending = false;
    this.#idle?.resolve();
    this.#idle = undefined;
  }

  async #send({ sealed: { declaration, bytes }, endedAt }: Waiting): Promise<Outcome<void>> {
    const { patience, fetch } = this.#options;
    const refusedBefore = this.#refused.get(declaration.n);
    if (refusedBefore) return refusedBefore;
    let target = this.#known.get(declaration.n);
    this.#known.delete(declaration.n);
    let problem: Outcome<never> = failed('store_refused', 'The object was not stored.');
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if (target === undefined) {
        const declared = await this.#declare(declaration, endedAt);
        if (!declared.ok) return declared;
        target = declared.value;
      }
      if (target.state === 'committed') return done(undefined);
      if (target.state === 'waiting') {
        let current = target;
        let isLost = false;
        const body = new Uint8Array(bytes);
        const put = await retrying(patience, async () => {
          if (isLost) {
            // The bytes may be there, or the server may be none of the platform's: its answer says where to go on.
            const renewed = await this.#declareOnce(declaration, endedAt);
            if (!renewed.ok) return renewed;
            if (renewed.value.state !== 'waiting') return done(undefined);
            current = renewed.value;
          }
          const outcome = await putObject(current, body, { fetch, signal: patience.signal });
          isLost = !outcome.ok && NEEDS_TARGET.has(outcome.problem.code);
          return !outcome.ok && outcome.problem.code === 'upload_target_expired' ? expired : outcome;
        });
        if (put === expired) {
          target = undefined;
          problem = failed('upload_target_expired', 'Every target expired before the bytes were there.', true);
          // One may have been too old; a store that refuses the next, too, is left alone for a while.
          const { clock, random, signal } = patience;
          if (round > 0) await clock.sleep(pauseBefore(round, random, seconds(8)), signal);
          continue;
        }
        if (!put.ok) return put;
        if (this.#options.isWhole && endedAt !== undefined) await this.#declareOnce(declaration, endedAt);
      }
      const committed = await this.#commit(declaration.n);
      if (committed.ok || committed.problem.code !== 'object_not_stored') return committed;
      target = undefined;
      problem = committed;
    }
    return problem;
  }

  #declare(declaration: ObjectDeclaration, endedAt: number | undefined): Promise<Outcome<UploadTarget>> {
    return retrying(this.#options.patience, () => this.#declareOnce(declaration, endedAt));
  }

  #declareOnce(declaration: ObjectDeclaration, endedAt: number | undefined): Promise<Outcome<UploadTarget>> {
    const { eventId, authorised } = this.#options;
    return authorised((client) =>
      client.declareObject({ params: { eventId }, body: this.#aged(declaration, endedAt) }),
    );
  }

  /** With its age at this moment: it is as old as the request, which may be sent again. */
  #aged(declaration: ObjectDeclaration, endedAt: number | undefined): ObjectDeclaration {
    if (endedAt === undefined) return declaration;
    const ageMs = Math.max(0, Math.round(this.#options.patience.clock.monotonic() - endedAt));
    return { ...declaration, ageMs };
  }

  async #commit(n: number): Promise<Outcome<void>> {
    const { eventId, authorised, patience } = this.#options;
    const waiting = this.#queue[0];
    const next = waiting?.sealed.declaration;
    const committed = await retrying(patience, async () => {
      const outcome = await authorised((client) => {
        const body = waiting ? { next: this.#aged(waiting.sealed.declaration, waiting.endedAt) } : {};
        return client.commitObject({ params: { eventId, n }, body });
      });
      // May be tried again, but not unchanged: the bytes are missing.
      return !outcome.ok && outcome.problem.code === 'object_not_stored'
        ? failed('object_not_stored', outcome.problem.detail)
        : outcome;
    });
    if (!committed.ok) return committed;
    const { next: target, refused } = committed.value;
    if (target) this.#known.set(target.n, target);
    // Asked for again it would be refused again; what may be tried again is declared once more by itself.
    if (next && refused && !problems[refused.code].retry) this.#refused.set(next.n, refusedWith(refused));
    return done(undefined);
  }
}

/** Not to be tried again with the same target, and not the end either. */
const expired = failed('upload_target_expired', 'The target has expired.');
