import { checks } from '@kaitong/contract/checks';
import type { FindingList } from '../finding-list.ts';
import type { JpegReading } from './reader.ts';

const MAX_SIDE = 8192;

/** A snapshot that fails is a warning: the video still counts. */
export function checkJpeg(reading: JpegReading, bytes: number, findings: FindingList): void {
  if (bytes > checks['snap.size'].limit) findings.add('snap.size', { measured: bytes });
  if (reading.damage) findings.add('snap.decode', { measured: reading.damage.is, offset: reading.damage.offset });
  const { width, height } = reading;
  if (width === null || height === null) return;
  const tooLarge = width > MAX_SIDE || height > MAX_SIDE || width * height > checks['snap.dims'].limit;
  if (width === 0 || height === 0 || tooLarge)
    findings.add('snap.dims', { measured: width * height, params: { width, height } });
}
