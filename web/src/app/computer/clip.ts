import type { EventObject } from '@kaitong/device/browser';
import type { Group } from './lens.ts';
import { segmentOf } from './segment.ts';

export type ClipSink = {
  /** What it takes at most; null: as much as comes. */
  maxFootageMs: number | null;
  addObject(object: EventObject): unknown;
};

/** An event while it is recorded: whole groups, from before what happened until the time that it lasts to is over. */
export class Clip {
  /** Of the capture: groups that begin before it belong to it. */
  until: number;
  readonly zero: number;
  readonly #groups: Group[];
  readonly #still: Promise<Uint8Array> | undefined;
  #isOver = false;
  #wake = Promise.withResolvers<void>();

  constructor(before: readonly Group[], from: number, until: number, still: Promise<Uint8Array> | undefined) {
    this.#groups = [...before];
    this.zero = from;
    this.until = until;
    this.#still = still;
  }

  add(group: Group): void {
    this.#groups.push(group);
    this.#wake.resolve();
  }

  /** Nothing more comes. */
  end(): void {
    this.#isOver = true;
    this.#wake.resolve();
  }

  /** Hands on what there is and what comes; resolves when it is over. */
  async record({ maxFootageMs, addObject }: ClipSink): Promise<void> {
    let footage = 0;
    for (let number = 1; ; number++) {
      const group = await this.#next();
      if (!group) return;
      const durationMs = group.until - group.from;
      if (maxFootageMs !== null && footage + durationMs > maxFootageMs) return;
      footage += durationMs;
      const { init, segment } = await segmentOf(group, this.zero, number);
      if (number === 1) {
        addObject({ kind: 'init', bytes: init, durationMs: 0 });
        const still = await this.#still;
        if (still) addObject({ kind: 'snapshot', bytes: still, durationMs: 0 });
      }
      addObject({ kind: 'segment', bytes: segment, durationMs, endedAt: group.endedAt });
      if (group.until >= this.until) return;
    }
  }

  async #next(): Promise<Group | undefined> {
    for (;;) {
      const group = this.#groups.shift();
      if (group || this.#isOver) return group;
      await this.#wake.promise;
      this.#wake = Promise.withResolvers();
    }
  }
}
