import type { CheckCode, Finding } from '@kaitong/contract/checks';
import type { Wanted } from './listener.ts';
import type { ToldStructure } from './tell.ts';

const PMT: Wanted = { kind: 'table', names: ['TS_program_map_section'] };
const SPS: Wanted = { kind: 'nal', names: ['seq_parameter_set_rbsp'] };
const box = (...names: string[]) => ({ kind: 'box', names }) as const;

/** Headers that findings are about which have no place of their own, or another one. */
const headers: Partial<Record<CheckCode, readonly Wanted[]>> = {
  'ts.psi': [PMT],
  'ts.stream_type': [PMT],
  'ts.pcr': [PMT],
  'video.none': [PMT, box('hdlr')],
  'video.codec': [PMT, box('stsd')],
  'video.codec_mismatch': [PMT, box('stsd')],
  'audio.codec': [PMT, box('stsd')],
  'audio.absent': [PMT, box('stsd')],
  'audio.config': [box('mp4a', 'esds')],
  'audio.time': [{ kind: 'adts', names: [] }, box('mp4a')],
  'video.param_sets': [SPS],
  'video.dims': [SPS],
  'video.dims_mismatch': [SPS],
  'video.dims_change': [SPS],
  'video.sps_conflict': [SPS],
  'video.profile': [SPS],
  'video.level': [SPS],
  'video.reorder': [SPS],
  'mp4.hev1': [box('hev1')],
  'mp4.moov_at_end': [box('mdat')],
  'time.rate': [{ kind: 'pes', names: [] }, box('mdhd')],
  'time.start': [box('elst'), box('tfdt'), box('mdhd')],
};

/** What says when the sample at this byte is decoded. */
export type WantedTime = { timeOf: number };

/** What says when the first picture is decoded where no box does: the header of its PES packet. */
export const FIRST_PES = 'first_pes';

/** Findings of the stamps themselves. */
const STAMPS: readonly CheckCode[] = [
  'time.backwards',
  'time.display',
  'time.duplicate',
  'time.gap',
  'time.mixed_sessions',
  'time.no_dts',
  'time.outlier',
];

/** All that is to be shown of a finding: what it is about, and its place. */
export function wantedOf({ code, offset, params }: Finding): (Wanted | WantedTime | typeof FIRST_PES)[] {
  if (code === 'audio.decode') return [box('mp4a'), { kind: 'adts', names: [], nth: Number(params.first ?? 0) }];
  if (code === 'mp4.sequence' && offset !== null) return [{ offset }, { ...box('mfhd'), after: offset }];
  // Its place, where it has one, is in the box that says the time.
  if (code === 'mp4.tfdt') return [offset === null ? box('traf') : { offset }];
  if (code === 'mp4.stss') return [box('stss'), ...(offset === null || params.cause === 'zero' ? [] : [{ offset }])];
  if (code === 'mp4.last_duration' && offset !== null) return [{ timeOf: offset }];
  // Its place is in the table that it is about.
  if (code === 'ts.stream_type') return [PMT, SPS];
  if (code === 'mp4.nal_length_size') return [box('avcC', 'hvcC'), { kind: 'nal', names: ['NALUnitLength'] }];
  if (code === 'audio.rate') {
    // The sound's own, which come one after the other in one track.
    const mdhd = offset === null ? [] : [{ ...box('mdhd'), before: offset }];
    return [{ kind: 'adts', names: [] }, ...mdhd, ...(offset === null ? [box('mp4a'), box('esds')] : [{ offset }])];
  }
  // Where it is said of the whole object, its first fragment does not go on from the one before.
  if (STAMPS.includes(code)) return offset === null ? [box('tfdt'), FIRST_PES] : [{ timeOf: offset }, { offset }];
  const about = headers[code] ?? [];
  return offset === null ? [...about] : [...about, { offset }];
}

/** Times stand in packets and boxes: what is in the picture says nothing of them. */
export const isAbout = ({ code }: Finding, { kind, name }: ToldStructure): boolean => {
  // What stands before a stream has no header that we know.
  if (code === 'obj.container') return false;
  if (code === 'audio.rate') return kind === 'adts' || ['mdhd', 'mp4a', 'esds'].includes(name);
  return !code.startsWith('time.') || (kind !== 'nal' && name !== 'mdat');
};
