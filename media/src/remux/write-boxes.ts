type Part = Uint8Array | readonly number[];

export function concat(parts: readonly Part[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const letters = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** A box of ISO/IEC 14496-12: size, four letters, content. */
export function box(type: string, ...content: Part[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, 8);
  return concat([u32(length), letters(type), ...content]);
}

/** A box with version and flags. */
export const fullBox = (type: string, version: number, flags: number, ...content: Part[]): Uint8Array =>
  box(type, [version, (flags >> 16) & 0xff, (flags >> 8) & 0xff, flags & 0xff], ...content);

export function u16(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [n, value] of values.entries()) view.setUint16(n * 2, value);
  return bytes;
}

/** Also takes negative numbers, as two's complement. */
export const u32 = (...values: number[]): Uint8Array => u32List(values);

/** For tables: as arguments, the samples of an hour would not fit on the stack. */
export function u32List(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [n, value] of values.entries()) view.setUint32(n * 4, value);
  return bytes;
}

export function u64List(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [n, value] of values.entries()) view.setBigUint64(n * 8, BigInt(value));
  return bytes;
}
