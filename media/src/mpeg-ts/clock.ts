const WRAP = 2 ** 33;

/** Milliseconds after which the 90 kHz clock of 33 bits starts again (26.5 hours). */
export const WRAP_MS = WRAP / 90;

/** Turns 33-bit ticks into milliseconds that go on across the wrap; each value is placed nearest to the one before. */
export class Clock {
  private last: number | undefined;

  /** `ticks` moves the clock on; null stays null. */
  advance(ticks: number | null): number | null {
    if (ticks === null) return null;
    this.last = this.near(ticks);
    return this.last / 90;
  }

  /** Places `ticks` near the clock's last value without moving it. */
  place(ticks: number | null): number | null {
    return ticks === null ? null : this.near(ticks) / 90;
  }

  private near(ticks: number): number {
    if (this.last === undefined) return ticks;
    return ticks + Math.round((this.last - ticks) / WRAP) * WRAP;
  }
}
