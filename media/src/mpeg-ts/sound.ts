import { type Fault, noFault, note } from '../fault.ts';
import { G711, isG711 } from '../sound/g711.ts';
import { SoundMeter } from '../sound/levels.ts';
import { layerOf } from '../sound/mpeg-audio.ts';
import { SoundTrack, type SoundUnit } from '../sound/sound-track.ts';
import { type AdtsReading, isAdts, readAdts } from './adts.ts';
import type { Clock } from './clock.ts';
import type { ElementaryStream } from './elementary-stream.ts';
import type { Program, Stream } from './program.ts';

/** What the tables call AAC that they do not call so, and the byte that says it. */
type Said = { codec: string; type: number; offset: number | null };

export type TsAudio = { codec: string; adts: AdtsReading | null; sound: SoundTrack; said?: Said; twice?: Twice };

/** PES packets with the time and the bytes of the one before, which are not counted: how long the sound is with them, and without. */
type Twice = Fault & { countedMs: number; ownMs: number };

/** G.711 as GB/T 28181 has it: 8,000 bytes a second. */
const AT_8_KHZ: SoundUnit = { of: 'byte', ms: 1 / 8 };

/** What the PES packets of a sound stream hold; null where private data is no sound. `clock` stands where the pictures end. */
export function readSound(es: ElementaryStream, stream: Stream, clock: Clock): TsAudio | null {
  const { kind } = stream;
  const bytes = es.join();
  // Private data is sound when its PES packets are private_stream_1 or audio streams (Table 2-22).
  const id = es.starts[0]?.streamId ?? 0;
  if (kind.is === 'private' && id !== 0xbd && (id & 0xe0) !== 0xc0) return null;
  if (es.starts.length === 0) return null;
  const said = kind.is === 'audio' ? kind.codec : 'private';
  const isHidden = said !== 'aac' && mayBeAac(said) && isAdts(bytes);
  // One stream type is that of all three layers.
  const codec = isHidden ? 'aac' : said === 'mp3' ? layerOf(bytes) : said;
  const repeats = repeatsIn(es, bytes);
  const places = new SoundPlaces(es, clock);
  if (codec === 'aac') {
    const { adts, sound } = readAac(bytes, { places, repeats }, (at) => es.sourceOffset(at));
    if (adts.damagedAt !== null) adts.damagedAt = es.sourceOffset(adts.damagedAt);
    const known = { codec: said, type: stream.type, offset: stream.typeAt };
    const ownMs = sound.stamps.reduce((sum, { ms }) => sum + ms, 0);
    const twice = { ...repeats.fault, ownMs, countedMs: ownMs + repeats.ms };
    return { codec, adts, sound, twice, ...(isHidden ? { said: known } : {}) };
  }
  const isCounted = isG711(codec);
  const sound = new SoundTrack(isCounted ? AT_8_KHZ : null);
  for (const [index, { at }] of es.starts.entries()) {
    places.reach(at, sound);
    const length = (es.starts[index + 1]?.at ?? bytes.length) - at;
    if (isCounted) sound.add(length, length * AT_8_KHZ.ms);
    else sound.add(1, 0);
  }
  if (isCounted) sound.meter = meterOf(G711[codec], bytes);
  return { codec, adts: null, sound };
}

/** Headers of ADTS are none of MPEG audio, of which the layer is not 0, and no telephone codec has any. */
const mayBeAac = (said: string): boolean => said === 'private' || said === 'mp3' || said === 'aac-latm' || isG711(said);

function meterOf(samples: Float32Array, bytes: Uint8Array): SoundMeter {
  const meter = new SoundMeter(8000, 1);
  for (const byte of bytes) meter.add(samples[byte] ?? 0, 0);
  return meter;
}

/** Sound that the tables name and no packet brings. */
export function announcedSound({ streams }: Program): TsAudio | null {
  for (const { kind } of streams.values())
    if (kind.is === 'audio') return { codec: kind.codec, adts: null, sound: new SoundTrack(null) };
  return null;
}

function readAac(
  bytes: Uint8Array,
  { places, repeats }: { places: SoundPlaces; repeats: Repeats },
  sourceOffset: (at: number) => number,
): { adts: AdtsReading; sound: SoundTrack } {
  let sound: SoundTrack | undefined;
  const each = (at: number, ms: number) => {
    if (repeats.holds(at, ms)) return;
    sound ??= new SoundTrack(ms > 0 ? { of: 'frame', ms } : null);
    places.reach(at, sound);
    sound.add(1, ms);
  };
  const adts = readAdts(bytes, each, sourceOffset);
  return { adts, sound: sound ?? new SoundTrack(null) };
}

/** Stretches of the joined stream that say again what stands in front of them. */
class Repeats {
  readonly fault = noFault();
  ms = 0;
  private readonly ranges: [from: number, to: number][] = [];
  private next = 0;

  add(from: number, to: number, offset: number): void {
    this.ranges.push([from, to]);
    note(this.fault, offset);
  }

  /** Whether the frame at byte `at` is of one; asked for rising places. */
  holds(at: number, ms: number): boolean {
    while ((this.ranges[this.next]?.[1] ?? Number.POSITIVE_INFINITY) <= at) this.next++;
    const is = (this.ranges[this.next]?.[0] ?? Number.POSITIVE_INFINITY) <= at;
    if (is) this.ms += ms;
    return is;
  }
}

function repeatsIn(es: ElementaryStream, bytes: Uint8Array): Repeats {
  const repeats = new Repeats();
  const { starts } = es;
  for (const [n, { at, pts }] of starts.entries()) {
    const before = starts[n - 1];
    if (!before || pts === null || pts !== before.pts) continue;
    const to = starts[n + 1]?.at ?? bytes.length;
    if (isSame(bytes, before.at, at, to)) repeats.add(at, to, es.sourceOffset(at));
  }
  return repeats;
}

function isSame(bytes: Uint8Array, before: number, from: number, to: number): boolean {
  if (from - before !== to - from) return false;
  for (let at = from; at < to; at++) if (bytes[at] !== bytes[at - from + before]) return false;
  return to > from;
}

/** The times of PES packets: each is that of the first frame which begins in the packet (ISO/IEC 13818-1, 2.4.3.7). */
class SoundPlaces {
  private readonly es: ElementaryStream;
  private readonly clock: Clock;
  private next = 0;

  constructor(es: ElementaryStream, clock: Clock) {
    this.es = es;
    this.clock = clock;
  }

  /** Begins a stamp where the unit at byte `at` of the joined stream is the first of a packet with a time. */
  reach(at: number, sound: SoundTrack): void {
    const { starts } = this.es;
    let pts: number | null = null;
    for (let start = starts[this.next]; start && start.at <= at; start = starts[++this.next]) pts = start.pts;
    const time = this.clock.place(pts);
    if (time !== null) sound.begin(time, this.es.sourceOffset(at));
  }
}
