/** What another machine's clock said, somewhere between two moments of our monotonic one; all in milliseconds. */
export type ClockReading = { said: number; askedAt: number; heardAt: number };

/**
 * Another machine's clock as it can be known here: what it said last, carried on by our monotonic clock, which nobody sets.
 * An answer says the other's time up to the time that it was under way, so what is known is moved only where an answer
 * proves it wrong, and as far as it must. It never goes back: one that was ahead stands still until it is right.
 */
export class FollowedClock {
  private ahead: number | undefined;
  private latest = Number.NEGATIVE_INFINITY;

  hear({ said, askedAt, heardAt }: ClockReading): void {
    const [least, most] = [said - heardAt, said - askedAt];
    this.ahead = Math.min(Math.max(this.ahead ?? (least + most) / 2, least), most);
  }

  /** @throws before the first answer */
  at(monotonic: number): number {
    if (this.ahead === undefined) throw new Error('nobody has said the time yet');
    this.latest = Math.max(this.latest, monotonic + this.ahead);
    return this.latest;
  }
}
