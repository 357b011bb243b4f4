import { CONTEXTS, contextStates, type InitType } from './contexts.ts';
import { NEXT_AFTER_LPS, nextAfterMps, RANGE_LPS } from './probabilities.ts';

// A context is one byte: pStateIdx above, valMps as the lowest bit. The tables are spread out for it.
const LPS = new Uint8Array(512);
const AFTER_MPS = new Uint8Array(128);
const AFTER_LPS = new Uint8Array(128);
for (let state = 0; state < 64; state++) {
  for (const mps of [0, 1]) {
    const context = (state << 1) | mps;
    for (let quarter = 0; quarter < 4; quarter++)
      LPS[(context << 2) | quarter] = RANGE_LPS[(state << 2) | quarter] ?? 0;
    AFTER_MPS[context] = (nextAfterMps(state) << 1) | mps;
    AFTER_LPS[context] = ((NEXT_AFTER_LPS[state] ?? 0) << 1) | (state === 0 ? 1 - mps : mps);
  }
}

/**
 * The arithmetic decoder of H.265 9.3.4.3 with its contexts. Beyond the end of the data it reads zeros, and says so by
 * `isPastEnd`: whoever reads must look now and then.
 */
export class ArithmeticDecoder {
  readonly contexts = new Uint8Array(CONTEXTS);
  /** Set by whoever reads a value that cannot be. */
  isDamaged = false;
  private bytes = new Uint8Array();
  /** The next byte to be read. */
  private at = 0;
  private range = 0;
  /** ivlOffset with up to seven bits read ahead below it. */
  private offset = 0;
  /** Shifts until the next byte is due, negative. */
  private due = 0;

  /** Sets every context to what 9.3.2.2 gives for a slice's type and quantiser. */
  resetContexts(initType: InitType, sliceQp: number): void {
    this.contexts.set(contextStates(initType, sliceQp));
  }

  /** Begins at byte `at` (9.3.2.5). */
  start(bytes: Uint8Array<ArrayBuffer>, at: number): void {
    this.bytes = bytes;
    this.range = 510;
    this.offset = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    this.at = at + 2;
    this.due = -8;
  }

  /** A bin with a context of its own (9.3.4.3.2). */
  bin(context: number): number {
    const { contexts } = this;
    const state = contexts[context] ?? 0;
    const lps = LPS[(state << 2) | ((this.range >> 6) & 3)] ?? 0;
    const range = this.range - lps;
    const scaled = range << 7;
    if (this.offset < scaled) {
      contexts[context] = AFTER_MPS[state] ?? 0;
      if (range < 256) {
        this.range = range << 1;
        this.offset <<= 1;
        if (++this.due === 0) this.readByte();
      } else this.range = range;
      return state & 1;
    }
    contexts[context] = AFTER_LPS[state] ?? 0;
    const shift = Math.clz32(lps) - 23;
    this.range = lps << shift;
    this.offset = (this.offset - scaled) << shift;
    this.due += shift;
    if (this.due >= 0) {
      this.offset |= (this.bytes[this.at++] ?? 0) << this.due;
      this.due -= 8;
    }
    return (state & 1) ^ 1;
  }

  /**
   * Bins of one kind, as many in a row as a sub-block has coefficients, which is most of what there is to read: for each
   * `n` from `last` down to 1 one with the context that `map` has at `row + n`, from `first` on. Puts every `n` whose bin
   * is 1 into `ones`, behind those that are there; answers how many there are then.
   */
  bins(first: number, map: Uint8Array, row: number, last: number, ones: Uint8Array, count: number): number {
    const { contexts, bytes } = this;
    // The registers, kept where they cost least.
    let { range, offset, due, at } = this;
    for (let n = last; n > 0; n--) {
      const context = first + (map[row + n] ?? 0);
      const state = contexts[context] ?? 0;
      const lps = LPS[(state << 2) | ((range >> 6) & 3)] ?? 0;
      range -= lps;
      const scaled = range << 7;
      let shift: number;
      let bit = state & 1;
      if (offset < scaled) {
        contexts[context] = AFTER_MPS[state] ?? 0;
        shift = (range >> 8) ^ 1;
      } else {
        contexts[context] = AFTER_LPS[state] ?? 0;
        bit ^= 1;
        offset -= scaled;
        shift = Math.clz32(lps) - 23;
        range = lps;
      }
      range <<= shift;
      offset <<= shift;
      due += shift;
      if (due >= 0) {
        offset |= (bytes[at++] ?? 0) << due;
        due -= 8;
      }
      if (bit === 1) ones[count++] = n;
    }
    this.range = range;
    this.offset = offset;
    this.due = due;
    this.at = at;
    return count;
  }

  /** A bin of even probability (9.3.4.3.4). */
  bypass(): number {
    this.offset <<= 1;
    if (++this.due === 0) this.readByte();
    const scaled = this.range << 7;
    if (this.offset < scaled) return 0;
    this.offset -= scaled;
    return 1;
  }

  /** A fixed-length code of `count` bypass bins. */
  bypassBits(count: number): number {
    const scaled = this.range << 7;
    let value = 0;
    // Eight at a time: all at once they are what goes into the offset how often.
    for (let left = count; left > 0; left -= 8) {
      const taken = Math.min(left, 8);
      let offset = this.offset << taken;
      this.due += taken;
      if (this.due >= 0) {
        offset |= (this.bytes[this.at++] ?? 0) << this.due;
        this.due -= 8;
      }
      const bits = (offset / scaled) | 0;
      this.offset = offset - bits * scaled;
      value = (value << taken) | bits;
    }
    return value;
  }

  /** Ones in a row of bypass bins, up to `most`. */
  bypassOnes(most: number): number {
    let ones = 0;
    while (ones < most && this.bypass() === 1) ones++;
    return ones;
  }

  /** The bin that may end the data (9.3.4.3.5). */
  terminate(): number {
    this.range -= 2;
    const scaled = this.range << 7;
    if (this.offset >= scaled) return 1;
    if (this.range < 256) {
      this.range <<= 1;
      this.offset <<= 1;
      if (++this.due === 0) this.readByte();
    }
    return 0;
  }

  private readByte(): void {
    this.due = -8;
    this.offset |= this.bytes[this.at++] ?? 0;
  }

  get isPastEnd(): boolean {
    return this.at > this.bytes.length;
  }

  /**
   * After a terminating bin of 1: the byte behind the data. Undefined where the last bit read is not the one that an
   * encoder's flush ends in, or bits follow it in its byte (9.3.2.5, 9.3.4.3.5).
   */
  get endOfData(): number | undefined {
    const last = this.bytes[this.at - 1] ?? 0;
    return ((last << (8 + this.due)) & 0xff) === 0x80 ? this.at : undefined;
  }
}
