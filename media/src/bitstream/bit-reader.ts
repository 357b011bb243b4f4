import { isHeard, tellBits } from '../telling/tell.ts';

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

  /** Up to 32 bits as an unsigned number. Who names a field, here and below, tells it. */
  u(count: number, name?: string): number {
    const from = this.position;
    const value = this.read(count);
    return this.told(name, from, value);
  }

  private told(name: string | undefined, from: number, value: number): number {
    if (name !== undefined && !this.failed && isHeard()) tellBits(name, from, this.position - from, value);
    return value;
  }

  private read(count: number): number {
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

  flag(name?: string): boolean {
    return this.u(1, name) === 1;
  }

  skip(count: number): void {
    if (count > this.bitsLeft) this.failed = true;
    this.position = Math.min(this.position + count, this.bytes.length * 8);
  }

  /** ue(v), H.264 9.1. */
  ue(name?: string): number {
    const from = this.position;
    return this.told(name, from, this.code());
  }

  private code(): number {
    let zeros = 0;
    while (!this.failed && this.read(1) === 0) if (++zeros > 32) this.failed = true;
    if (this.failed) return 0;
    return 2 ** zeros - 1 + this.read(zeros);
  }

  /** se(v), H.264 9.1.1. */
  se(name?: string): number {
    const from = this.position;
    const code = this.code();
    return this.told(name, from, code % 2 === 1 ? (code + 1) / 2 : -code / 2);
  }
}
