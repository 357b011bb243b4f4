/**
 * The stretches of an object that one stream consists of, in order: one for each packet, so they are numbers in columns and
 * no objects.
 */
export class PayloadParts {
  /** Of all that has been placed, in the joined stream. */
  length = 0;
  private readonly source: Uint8Array;
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  /** Position in the joined stream; shorter than the others while the last ones are not placed yet. */
  private readonly ats: number[] = [];

  constructor(source: Uint8Array) {
    this.source = source;
  }

  get count(): number {
    return this.starts.length;
  }

  add(start: number, end: number): void {
    this.starts.push(start);
    this.ends.push(end);
  }

  placeOf(part: number): { start: number; end: number } {
    return { start: this.starts[part] ?? 0, end: this.ends[part] ?? 0 };
  }

  dropFrom(part: number): void {
    this.starts.length = part;
    this.ends.length = part;
  }

  /** Puts the parts from here on behind those before, without their first `skipped` bytes; returns how many they had. */
  place(from: number, skipped: number): number {
    const { starts, ends, ats } = this;
    const count = starts.length;
    let total = 0;
    let kept = from;
    for (let part = from; part < count; part++) {
      const end = ends[part] ?? 0;
      const start = Math.min((starts[part] ?? 0) + Math.max(0, skipped - total), end);
      total += end - (starts[part] ?? 0);
      if (start === end) continue;
      starts[kept] = start;
      ends[kept++] = end;
      ats.push(this.length);
      this.length += end - start;
    }
    if (kept < count) this.dropFrom(kept);
    return total;
  }

  join(): Uint8Array {
    const { source, starts, ends, ats } = this;
    const bytes = new Uint8Array(this.length);
    for (let part = 0; part < starts.length; part++) bytes.set(source.subarray(starts[part], ends[part]), ats[part]);
    return bytes;
  }

  /** Position in the object of byte `at` of the joined stream. */
  sourceOffset(at: number): number {
    const { starts, ats } = this;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((ats[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return starts.length === 0 ? 0 : (starts[low] ?? 0) + (at - (ats[low] ?? 0));
  }

  /** Whether any of these bytes of the object are of these parts. */
  holds(from: number, to: number): boolean {
    return this.starts.some((start, part) => start < to && (this.ends[part] ?? 0) > from);
  }

  /** Whether that is so of the end of one of these parts. */
  someEnd(from: number, to: number, is: (end: number) => boolean): boolean {
    for (let part = from; part < to; part++) if (is(this.ends[part] ?? 0)) return true;
    return false;
  }
}
