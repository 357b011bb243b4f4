const LAYERS = ['mp3', 'mp3', 'mp2', 'mp1'] as const;

/** Which layer of MPEG audio it is, by the header of its first frame (ISO/IEC 11172-3, 2.4.2.3); `mp3` where there is none. */
export function layerOf(bytes: Uint8Array): (typeof LAYERS)[number] {
  const [first = 0, second = 0] = bytes;
  return first === 0xff && second >= 0xe0 ? (LAYERS[(second >> 1) & 3] ?? 'mp3') : 'mp3';
}
