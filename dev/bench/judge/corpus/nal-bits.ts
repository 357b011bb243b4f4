/** A reader of its own: what the judge's misreads would else be written so that it reads it. */
export class Bits {
  at = 0;
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  skip(count: number): void {
    this.at += count;
  }
  flag(): boolean {
    return this.text[this.at++] === '1';
  }
  u(count: number): number {
    const value = Number.parseInt(this.text.slice(this.at, this.at + count), 2);
    this.at += count;
    return value;
  }
  ue(): number {
    const zeros = this.text.indexOf('1', this.at) - this.at;
    const value = Number.parseInt(this.text.slice(this.at + zeros, this.at + 2 * zeros + 1), 2) - 1;
    this.at += 2 * zeros + 1;
    return value;
  }
}

/** Exp-Golomb (9.1). */
export const ue = (value: number): string => {
  const code = (value + 1).toString(2);
  return '0'.repeat(code.length - 1) + code;
};

/** The NAL units of a stream of bytes. */
export function nalsOf(annexB: Buffer): Buffer[] {
  const starts: number[] = [];
  for (let at = annexB.indexOf(START); at >= 0; at = annexB.indexOf(START, at + 3)) starts.push(at + 3);
  return starts.map((from, n) => {
    let to = (starts[n + 1] ?? annexB.length + 3) - 3;
    while (to > from && annexB[to - 1] === 0) to--;
    return annexB.subarray(from, to);
  });
}

const START = Buffer.from([0, 0, 1]);

/** Behind the NAL unit's header of so many bytes, without emulation prevention (7.3.1.1). */
export function bitsOf(nal: Buffer, header: number): string {
  let zeros = 0;
  let text = '';
  for (const byte of nal.subarray(header)) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    text += byte.toString(2).padStart(8, '0');
  }
  return text;
}

/** A NAL unit with the header of another, behind a start code. */
export function written(nal: Buffer, header: number, text: string): Buffer {
  const bytes = [0, 0, 0, 1, ...nal.subarray(0, header)];
  let zeros = 0;
  for (let at = 0; at < text.length; at += 8) {
    const byte = Number.parseInt(text.slice(at, at + 8).padEnd(8, '0'), 2);
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3);
      zeros = 0;
    }
    bytes.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Buffer.from(bytes);
}
