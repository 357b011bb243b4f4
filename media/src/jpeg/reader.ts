/** What the markers of a JPEG file show (ITU-T T.81, Annex B). */
export type JpegReading = {
  /** Marker structure holds from SOI to EOI. */
  whole: boolean;
  /** Why not: where it stops making sense. */
  damage: { is: 'no_start' | 'no_end' | 'marker' | 'no_scan'; offset: number } | null;
  width: number | null;
  height: number | null;
};

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;

export function readJpeg(bytes: Uint8Array): JpegReading {
  const reading: JpegReading = { whole: false, damage: null, width: null, height: null };
  const damaged = (is: NonNullable<JpegReading['damage']>['is'], offset: number): JpegReading => ({
    ...reading,
    damage: { is, offset },
  });
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return damaged('no_start', 0);
  let at = 2;
  let scans = 0;
  while (at + 2 <= bytes.length) {
    if (bytes[at] !== 0xff) return damaged('marker', at);
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === EOI) {
      reading.whole = scans > 0 && reading.width !== null;
      return reading.whole ? reading : damaged('no_scan', at);
    }
    if (isStandalone(marker)) {
      at += 2;
      continue;
    }
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (length < 2) return damaged('marker', at);
    if (at + 2 + length > bytes.length) return damaged('no_end', at);
    if (isFrameHeader(marker)) {
      reading.height = ((bytes[at + 5] ?? 0) << 8) | (bytes[at + 6] ?? 0);
      reading.width = ((bytes[at + 7] ?? 0) << 8) | (bytes[at + 8] ?? 0);
    }
    at += 2 + length;
    if (marker === SOS) {
      scans++;
      at = endOfScan(bytes, at);
    }
  }
  return damaged('no_end', bytes.length);
}

/** RST0–7 and TEM have no length. */
const isStandalone = (marker: number): boolean => (marker >= 0xd0 && marker <= 0xd7) || marker === 1;

/** SOF0–15 without DHT, JPG and DAC, which share the range. */
const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Coded data ends at the first marker that is neither a stuffed zero nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}
