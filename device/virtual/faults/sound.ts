import { randomBytes } from 'node:crypto';
import type { EventObject } from '../../src/index.ts';
import type { AudioFrame, Group } from '../encode/frames.ts';
import { AAC, SILENCE } from '../mux/audio.ts';
import { CLIPPED } from '../mux/coded-sound.ts';
import {
  inSegment,
  isStart,
  keeping,
  packetsOf,
  payloadOf,
  pidOf,
  SOUND_PID,
  seconds,
  withStreamType,
} from './edit.ts';
import type { Fault } from './fault.ts';

const ts = { container: 'ts' } as const;
const picture = { sound: true } as const;

const MPEG_AUDIO = 0x03;

/** Every frame of sound in other words; `at` counts within the group. */
const onSound =
  (change: (frame: AudioFrame, at: number, first: AudioFrame) => AudioFrame) =>
  (group: Group): Group => {
    const [first] = group.audio;
    return first ? { ...group, audio: group.audio.map((frame, at) => change(frame, at, first)) } : group;
  };
/** Writes over the AudioSpecificConfig in the `esds` of an init segment, which is at `at`. */
export const inConfiguration =
  (write: (bytes: Buffer, at: number) => void) =>
  (object: EventObject): EventObject => {
    if (object.kind !== 'init') return object;
    const bytes = Buffer.from(object.bytes);
    write(bytes, bytes.indexOf(AAC.config, bytes.indexOf('esds')));
    return { ...object, bytes };
  };
const moved = (ticks: number) => onSound((frame) => ({ ...frame, pts: frame.pts + ticks }));

export const soundFaults = {
  'av.offset': {
    about: 'times its sound by another clock than its picture',
    needs: ts,
    picture,
    group: moved(seconds(2.5)),
  },
  'av.length': {
    about: 'records sound for the first two seconds only',
    needs: { container: 'mp4' },
    picture,
    group: (group, index) => (index === 0 ? group : { ...group, audio: [] }),
  },
  'audio.absent': {
    about: 'announces sound, and sends none',
    needs: ts,
    picture,
    object: inSegment(
      'all',
      keeping((packet) => pidOf(packet) !== SOUND_PID),
    ),
  },
  'audio.adts': {
    about: 'writes AAC without ADTS headers',
    needs: ts,
    picture,
    object: inSegment('all', (bytes) => {
      for (const packet of packetsOf(bytes)) {
        if (pidOf(packet) !== SOUND_PID || !isStart(packet)) continue;
        const pes = payloadOf(packet);
        // What stands where the header was is sound to nobody.
        packet.fill(0x21, pes + 9 + (packet[pes + 8] ?? 0));
      }
      return bytes;
    }),
  },
  'audio.codec': {
    about: 'says that its sound is MP3',
    needs: ts,
    picture,
    object: inSegment('all', withStreamType(SOUND_PID, MPEG_AUDIO)),
  },
  'audio.config': {
    about: 'writes an esds without the configuration of its AAC encoder',
    needs: { container: 'fmp4' },
    picture,
    object: inConfiguration((bytes, at) => bytes.fill(0, at, at + AAC.config.length)),
  },
  'audio.rate': {
    about: 'says in esds that its 16 kHz sound has 48 kHz',
    needs: { container: 'fmp4' },
    picture,
    object: inConfiguration((bytes, at) => bytes.writeUInt16BE((2 << 11) | (3 << 7) | (1 << 3), at)),
  },
  'audio.backwards': {
    about: 'sets the clock of its sound back in mid-clip',
    needs: ts,
    picture,
    group: (group, index) => (index === 0 ? group : moved(-seconds(0.6))(group)),
  },
  'audio.gap': {
    about: 'sets the clock of its sound forward in mid-clip',
    needs: ts,
    picture,
    group: (group, index) => (index === 0 ? group : moved(seconds(3))(group)),
  },
  'audio.time': {
    about: 'stamps all sound of a buffer with the time at which it is read',
    needs: ts,
    picture,
    group: onSound((frame, at, first) => ({ ...frame, pts: first.pts + at * 4 })),
  },
  'audio.decode': {
    about: 'writes what is no AAC behind the headers of its sound',
    needs: ts,
    picture,
    group: onSound((frame) => ({ ...frame, data: randomBytes(frame.data.length) })),
  },
  'audio.silent': {
    about: 'records with a microphone that delivers zeros',
    picture,
    group: onSound((frame) => ({ ...frame, data: SILENCE })),
  },
  'audio.clipped': {
    about: 'records with far too much gain',
    picture,
    group: onSound((frame, at) => ({ ...frame, data: CLIPPED[at % CLIPPED.length] ?? frame.data })),
  },
} as const satisfies Record<string, Fault>;
