/** Whether the bytes are as evenly spread as ciphertext. Compressed video is nearly so, hence the narrow margin. */
export function looksRandom(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 65_536);
  if (sample.length < 256) return false;
  const counts = new Uint32Array(256);
  for (const byte of sample) counts[byte] = (counts[byte] ?? 0) + 1;
  let entropy = 0;
  for (const count of counts) if (count > 0) entropy -= (count / sample.length) * Math.log2(count / sample.length);
  // A finite sample of random bytes measures this much less than 8 bits (Miller–Madow).
  const expected = 8 - 255 / (2 * sample.length * Math.LN2);
  return entropy > expected - 0.08;
}
