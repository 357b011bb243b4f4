/**
 * Reads bits, most significant first. Reading past the end, or a code that cannot be, gives 0 and sets `failed`:
 * damaged headers are an expected finding, not an exception.
 */
export class BitReader {
  failed = false;
  private readonly bytes: Uint8Array;
  private position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get bitsLeft(): number {
    return this.bytes.length * 8 - this.position;
  }

  get bitsRead(): number {
    return this.position;
  }

  /** Up to 32 bits as an unsigned number. */
  u(count: number): number {
    if (count > this.bitsLeft) {
      this.failed = true;
      this.position = this.bytes.length * 8;
      return 0;
    }
    let value = 0;
    for (let left = count; left > 0; ) {
      const used = this.position & 7;
      const take = Math.min(8 - used, left);
      const bits = ((this.bytes[this.position >> 3] ?? 0) >> (8 - used - take)) & ((1 << take) - 1);
      value = value * (1 << take) + bits;
      this.position += take;
      left -= take;
    }
    return value;
  }

  flag(): boolean {
    return this.u(1) === 1;
  }

  skip(count: number): void {
    if (count > this.bitsLeft) this.failed = true;
    this.position = Math.min(this.position + count, this.bytes.length * 8);
  }

  /** ue(v), H.264 9.1. */
  ue(): number {
    let zeros = 0;
    while (!this.failed && this.u(1) === 0) if (++zeros > 32) this.failed = true;
    if (this.failed) return 0;
    return 2 ** zeros - 1 + this.u(zeros);
  }

  /** se(v), H.264 9.1.1. */
  se(): number {
    const code = this.ue();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}
