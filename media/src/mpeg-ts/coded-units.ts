import { forEachNal } from '../bitstream/nal.ts';
import type { VideoTrack } from '../bitstream/video-track.ts';
import { isPicture, lengthAt } from '../isobmff/nal-lengths.ts';
import type { Ports } from '../ports.ts';
import type { ElementaryStream } from './elementary-stream.ts';

const LENGTH_BYTES = 4;

/** Calls `each` with start and end of every NAL unit: behind start codes, or behind lengths where a muxer took them over from MP4. */
export function forEachUnit(
  es: ElementaryStream,
  bytes: Uint8Array,
  { track, ports }: { track: VideoTrack; ports: Ports },
  each: (start: number, end: number) => void,
): void {
  const endOf = (pes: number): number => es.starts[pes + 1]?.at ?? bytes.length;
  if (!isPicture(bytes.subarray(es.starts[0]?.at ?? 0, endOf(0)), LENGTH_BYTES, track.codec)) {
    forEachNal(bytes, each, ports.findStartCode);
    return;
  }
  for (const [pes, { at: from }] of es.starts.entries()) {
    track.fault('nal', es.sourceOffset(from), 'lengths');
    const to = endOf(pes);
    for (let at = from; at + LENGTH_BYTES < to; ) {
      const start = at + LENGTH_BYTES;
      at = start + lengthAt(bytes, at, LENGTH_BYTES);
      each(start, Math.min(at, to));
    }
  }
}
