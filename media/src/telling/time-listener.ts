import type { Listener, ToldStructure } from './tell.ts';

/** Keeps the fields that say when the sample at a byte is decoded. */
export class TimeListener implements Listener {
  structures: ToldStructure[] = [];
  private readonly at: number;

  constructor(at: number) {
    this.at = at;
  }

  sample(from: number, to: number, time: () => ToldStructure[]): void {
    if (this.structures.length === 0 && from <= this.at && this.at < to) this.structures = time();
  }

  open(): undefined {}
  stream(): void {}
  field(): void {}
  bits(): void {}
  expected(): void {}
}
