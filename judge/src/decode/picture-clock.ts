/** When pictures are shown, counted from the first one. A picture without a time follows the one before at once. */
export class PictureClock {
  private first: number | undefined;
  private last = 0;

  /** `ms`: by any clock that goes on through the object; null: it has no time. */
  at(ms: number | null): number {
    if (ms === null) return this.last;
    this.first ??= ms;
    this.last = Math.max(0, ms - this.first);
    return this.last;
  }
}
