import type { VideoFormat } from '../encode/frames.ts';
import { isParameterSet, kindOfNal, type NalKind } from './annex-b.ts';
import { AAC } from './audio.ts';
import { box, fullBox, u16, u32 } from './boxes.ts';

/** `avc1` or `hvc1` with the decoder configuration (ISO/IEC 14496-15) from the parameter sets of a key frame. */
export function videoEntry({ codec, width, height }: VideoFormat, nals: readonly Uint8Array[]): Buffer {
  const sets = nals.filter((nal) => isParameterSet(codec, nal));
  const of = (kind: NalKind) => sets.filter((nal) => kindOfNal(codec, nal) === kind);
  const configuration =
    codec === 'h264' ? box('avcC', avcConfiguration(of('sps'), of('pps'))) : box('hvcC', hevcConfiguration(of));
  return box(
    // `hvc1`, not `hev1`: Apple's players read only the former.
    codec === 'h264' ? 'avc1' : 'hvc1',
    [0, 0, 0, 0, 0, 0, ...u16(1)],
    Buffer.alloc(16),
    u16(width, height),
    u32(0x480000, 0x480000, 0),
    u16(1),
    Buffer.alloc(32),
    u16(0x18, 0xffff),
    configuration,
  );
}

function avcConfiguration(sps: readonly Uint8Array[], pps: readonly Uint8Array[]): Buffer {
  const [first] = sps;
  return Buffer.concat([
    Buffer.from([1, first?.[1] ?? 0, first?.[2] ?? 0, first?.[3] ?? 0, 0xff, 0xe0 | sps.length]),
    ...sps.flatMap((nal) => [u16(nal.length), nal]),
    Buffer.from([pps.length]),
    ...pps.flatMap((nal) => [u16(nal.length), nal]),
  ]);
}

function hevcConfiguration(of: (kind: NalKind) => Uint8Array[]): Buffer {
  const arrays = (['vps', 'sps', 'pps'] as const)
    .map((kind, index) => ({ type: 32 + index, nals: of(kind) }))
    .filter(({ nals }) => nals.length > 0);
  // Profile, tier and level stand at a fixed place: two bytes of NAL header, one of the SPS before them.
  const sps = withoutEmulation(of('sps')[0] ?? new Uint8Array(32));
  return Buffer.concat([
    Buffer.from([1]),
    sps.subarray(3, 15),
    Buffer.from([0xf0, 0x00, 0xfc, 0xfd, 0xf8, 0xf8, 0x00, 0x00, 0x0f, arrays.length]),
    ...arrays.flatMap(({ type, nals }) => [
      Buffer.from([0x80 | type]),
      u16(nals.length),
      ...nals.flatMap((nal) => [u16(nal.length), nal]),
    ]),
  ]);
}

/** Takes out the 3 of every 0 0 3. */
function withoutEmulation(nal: Uint8Array): Buffer {
  return Buffer.from(nal.filter((byte, at) => !(byte === 3 && nal[at - 1] === 0 && nal[at - 2] === 0)));
}

/** `mp4a` with its descriptor. */
export function audioEntry(): Buffer {
  const specific = Buffer.concat([Buffer.from([0x05, AAC.config.length]), AAC.config]);
  const decoder = Buffer.concat([Buffer.from([0x04, 13 + specific.length, 0x40, 0x15]), Buffer.alloc(11), specific]);
  const stream = Buffer.concat([
    Buffer.from([0x03, 3 + decoder.length + 3, 0, 1, 0]),
    decoder,
    Buffer.from([0x06, 1, 2]),
  ]);
  return box(
    'mp4a',
    [0, 0, 0, 0, 0, 0, ...u16(1)],
    Buffer.alloc(8),
    u16(1, 16, 0, 0),
    u32(AAC.rate * 0x10000),
    fullBox('esds', 0, 0, stream),
  );
}
