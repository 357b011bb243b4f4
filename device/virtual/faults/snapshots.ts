import type { EventObject } from '../../src/index.ts';
import { blankCanvas } from '../picture/canvas.ts';
import { encodeJpeg } from '../picture/jpeg.ts';
import type { Fault } from './fault.ts';

const onSnapshot =
  (change: (bytes: Buffer) => Buffer) =>
  (object: EventObject): EventObject =>
    object.kind === 'snapshot' ? { ...object, bytes: change(Buffer.from(object.bytes)) } : object;

export const snapshotFaults = {
  'snap.missing': {
    about: 'sends no snapshot',
    object: (object) => (object.kind === 'snapshot' ? undefined : object),
  },
  'snap.decode': {
    about: 'sends a snapshot that breaks off half way',
    object: onSnapshot((bytes) => bytes.subarray(0, bytes.length >> 1)),
  },
  'snap.dims': {
    about: 'writes an absurd size into the header of its snapshot',
    object: onSnapshot((bytes) => {
      const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
      bytes.writeUInt16BE(8000, frame + 5);
      bytes.writeUInt16BE(8000, frame + 7);
      return bytes;
    }),
  },
  'snap.size': {
    about: 'sends a snapshot of more than 5 MB',
    object: onSnapshot((bytes) => {
      // Comments, as many as it takes: the picture itself stays as it is.
      const comment = Buffer.alloc(65_535, 0x20);
      comment.writeUInt32BE(0xfffefffd);
      const comments = Array.from({ length: 84 }, () => comment);
      return Buffer.concat([bytes.subarray(0, 2), ...comments, bytes.subarray(2)]);
    }),
  },
  'snap.match': {
    about: 'sends a snapshot of another event',
    object: onSnapshot(() => stripes()),
  },
} as const satisfies Record<string, Fault>;

/** A picture that no room looks like: dark and bright from left to right, and again. */
function stripes(): Buffer {
  const canvas = blankCanvas(640, 360);
  for (let at = 0; at < 640 * 360; at++) canvas.data[at] = Math.floor((at % 640) / 80) % 2 === 0 ? 30 : 220;
  return encodeJpeg(canvas);
}
