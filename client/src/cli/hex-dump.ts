const ROW = 16;

/** Rows of sixteen bytes with their offsets and characters; below each the signs that mark bytes from–to. */
export function hexDump(bytes: { from: number; hex: string }, marks: readonly (readonly [number, number])[]): string[] {
  const data = Buffer.from(bytes.hex, 'hex');
  const lines: string[] = [];
  for (let at = 0; at < data.length; at += ROW) {
    const row = [...data.subarray(at, at + ROW)];
    const offset = (bytes.from + at).toString().padStart(10);
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    lines.push(`${offset}  ${hex.padEnd(ROW * 3 - 1)}  ${row.map(characterOf).join('')}`);
    const under = row.map((_, n) => (isMarked(bytes.from + at + n, marks) ? '^^' : '  ')).join(' ');
    if (under.trim() !== '') lines.push(`${' '.repeat(offset.length)}  ${under.trimEnd()}`);
  }
  return lines;
}

const isMarked = (at: number, marks: readonly (readonly [number, number])[]): boolean =>
  marks.some(([from, to]) => at >= from && at < to);

const characterOf = (byte: number): string => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.');
