import type { VideoCodec } from '@kaitong/contract/checks';
import { forEachNal } from '../bitstream/nal.ts';
import { Clock } from '../mpeg-ts/clock.ts';
import { ElementaryStream } from '../mpeg-ts/elementary-stream.ts';
import { forEachPacket, noPacketFaults } from '../mpeg-ts/packets.ts';
import { findProgram } from '../mpeg-ts/program.ts';
import { AAC_RATES } from '../sound/audio-configuration.ts';
import { CodedPictures } from './coded-pictures.ts';
import { aacEntry, videoEntry } from './sample-entries.ts';
import { type Sample, type SampleTrack, TICKS } from './samples.ts';

/** Pictures and AAC of one MPEG-TS object; other sound has no place in an MP4 that every player takes. */
export function demuxTs(bytes: Uint8Array): SampleTrack[] {
  const program = findProgram(bytes);
  const streams = [...program.streams.values()].sort((a, b) => program.rankOf(a) - program.rankOf(b));
  const video = streams.find(({ kind }) => kind.is === 'video');
  const sound = streams.find(({ kind }) => kind.is === 'audio' && kind.codec === 'aac');
  const pictures = new ElementaryStream(bytes);
  const frames = new ElementaryStream(bytes);
  forEachPacket(bytes, noPacketFaults(), (packet) => {
    program.offer(bytes, packet);
    if (packet.scrambled) return undefined;
    const stream = program.streams.get(packet.pid);
    if (stream && stream === video) pictures.offer(packet);
    else if (stream && stream === sound) frames.offer(packet);
    return undefined;
  });
  const clock = new Clock();
  const tracks: (SampleTrack | undefined)[] = [];
  if (video?.kind.is === 'video') tracks.push(readPictures(pictures, video.kind.codec, clock));
  if (sound) tracks.push(readSound(frames, clock));
  return tracks.filter((track) => track !== undefined);
}

type Unit = { from: number; nals: Uint8Array[]; key: boolean };

/** Access units with the times of the PES packets in which they begin. */
function readPictures(es: ElementaryStream, codec: VideoCodec, clock: Clock): SampleTrack | undefined {
  const bytes = es.join();
  const pictures = new CodedPictures(codec);
  const units: Unit[] = [];
  let ahead: { from: number; nals: Uint8Array[] } | undefined;
  forEachNal(bytes, (start, end) => {
    const nal = bytes.subarray(start, end);
    const kind = pictures.read(nal);
    if (kind.is === 'slice') {
      const current = units.at(-1);
      if (kind.startsPicture || !current) {
        units.push({ from: ahead?.from ?? start, nals: [...(ahead?.nals ?? []), nal], key: kind.key });
      } else current.nals.push(...(ahead?.nals ?? []), nal);
      ahead = undefined;
      return;
    }
    ahead ??= { from: start, nals: [] };
    if (kind.is !== 'dropped') ahead.nals.push(nal);
  });
  const { format, sets } = pictures;
  if (!format || sets.sps.length === 0 || sets.pps.length === 0) return undefined;
  return { kind: 'video', entry: videoEntry(codec, sets, format), samples: placePictures(es, units, clock) };
}

function placePictures(es: ElementaryStream, units: readonly Unit[], clock: Clock): Sample[] {
  const samples: Sample[] = [];
  let pes = -1;
  let timed = -1;
  for (const { from, nals, key } of units) {
    while ((es.starts[pes + 1]?.at ?? Number.POSITIVE_INFINITY) <= from) pes++;
    const own = pes !== timed ? es.starts[pes] : undefined;
    timed = pes;
    const dts = toTicks(clock.advance(own?.dts ?? null)) ?? follow(samples);
    const pts = toTicks(clock.place(own?.pts ?? null)) ?? dts;
    samples.push({ data: lengthPrefixed(nals), dts, pts, key });
  }
  return samples;
}

const toTicks = (ms: number | null): number | null => (ms === null ? null : Math.round((ms * TICKS) / 1000));

/** A picture without a time of its own comes as long after the one before as that one did. */
function follow(samples: readonly Sample[]): number {
  const [before, last] = [samples.at(-2), samples.at(-1)];
  if (!last) return 0;
  return last.dts + (before ? Math.max(1, last.dts - before.dts) : TICKS / 25);
}

function lengthPrefixed(nals: readonly Uint8Array[]): Uint8Array {
  const data = new Uint8Array(nals.reduce((sum, nal) => sum + nal.length + 4, 0));
  const view = new DataView(data.buffer);
  let at = 0;
  for (const nal of nals) {
    view.setUint32(at, nal.length);
    data.set(nal, at + 4);
    at += nal.length + 4;
  }
  return data;
}

const FRAME_SAMPLES = 1024;

/** ADTS frames (ISO/IEC 14496-3, 1.A.3.2) without their headers. */
function readSound(es: ElementaryStream, clock: Clock): SampleTrack | undefined {
  const bytes = es.join();
  const samples: Sample[] = [];
  let entry: Uint8Array | undefined;
  let pes = -1;
  let next = 0;
  for (let at = 0; at + 7 <= bytes.length; ) {
    const [b1 = 0, b2 = 0, b3 = 0] = bytes.subarray(at + 1, at + 4);
    const length = ((b3 & 3) << 11) | ((bytes[at + 4] ?? 0) << 3) | ((bytes[at + 5] ?? 0) >> 5);
    const header = b1 & 1 ? 7 : 9;
    const rateIndex = (b2 >> 2) & 15;
    const rate = AAC_RATES[rateIndex];
    const isFrame = bytes[at] === 0xff && (b1 & 0xf6) === 0xf0 && rate !== undefined && length > header;
    if (!isFrame || at + length > bytes.length) {
      const sync = bytes.indexOf(0xff, at + 1);
      at = sync < 0 ? bytes.length : sync;
      continue;
    }
    entry ??= aacEntry({ objectType: (b2 >> 6) + 1, rateIndex, rate, channels: ((b2 & 1) << 2) | (b3 >> 6) });
    const before = pes;
    while ((es.starts[pes + 1]?.at ?? Number.POSITIVE_INFINITY) <= at) pes++;
    const time = pes !== before ? toTicks(clock.place(es.starts[pes]?.pts ?? null)) : null;
    const dts = time ?? next;
    samples.push({ data: bytes.slice(at + header, at + length), dts, pts: dts, key: true });
    next = dts + Math.round((FRAME_SAMPLES * TICKS) / rate);
    at += length;
  }
  return entry && { kind: 'audio', entry, samples };
}
