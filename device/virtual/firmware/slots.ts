import type { Storage } from '../../src/index.ts';
import type { VirtualImage } from './image.ts';

export type Slot = VirtualImage & { firmware: string };

type Kept = {
  /** What the camera was made with: made anew with another, it forgets what it had installed. */
  made: string;
  runs: Slot;
  /** There until `runs` has shown that it works. */
  before?: Slot;
  isTried?: boolean;
};

const KEY = 'virtual-firmware';

/** Two places for firmware, as cameras have them: the new one is started on trial, the old one is there until it has passed. */
export class Slots {
  readonly #storage: Storage;
  #kept: Kept;

  private constructor(storage: Storage, kept: Kept) {
    this.#storage = storage;
    this.#kept = kept;
  }

  /** A trial that the power was cut from has not passed. */
  static async open(storage: Storage, made: Slot): Promise<Slots> {
    const kept = await load(storage);
    const slots = new Slots(storage, kept?.made === made.firmware ? kept : { made: made.firmware, runs: made });
    if (slots.#kept.isTried) await slots.goBack();
    return slots;
  }

  get runs(): Slot {
    return this.#kept.runs;
  }

  get isOnTrial(): boolean {
    return this.#kept.before !== undefined;
  }

  async install(slot: Slot): Promise<void> {
    await this.#keep({ made: this.#kept.made, runs: slot, before: this.#kept.before ?? this.#kept.runs });
  }

  async startTrial(): Promise<void> {
    await this.#keep({ ...this.#kept, isTried: true });
  }

  async pass(): Promise<void> {
    await this.#keep({ made: this.#kept.made, runs: this.#kept.runs });
  }

  async goBack(): Promise<void> {
    await this.#keep({ made: this.#kept.made, runs: this.#kept.before ?? this.#kept.runs });
  }

  async #keep(kept: Kept): Promise<void> {
    this.#kept = kept;
    await this.#storage.set(KEY, JSON.stringify(kept));
  }
}

async function load(storage: Storage): Promise<Kept | undefined> {
  try {
    return JSON.parse((await storage.get(KEY)) ?? '') as Kept;
  } catch {
    return undefined;
  }
}
