import { type Container, checks, type Finding, type ObjectKind } from '@kaitong/contract/checks';
import type { ObjectFacts, TrackFacts, VideoFormat } from '../facts.ts';
import type { FindingList } from '../finding-list.ts';
import { spaced } from '../hex.ts';
import { lowComplexity } from '../sound/audio-configuration.ts';
import { MAX_BOXES } from './boxes.ts';
import type { WrongFlags } from './fragments.ts';
import type { WrongLength } from './pictures.ts';
import type { IsoReading } from './reader.ts';
import type { WrongOffsets } from './wrong-offsets.ts';

/** What the boxes of an MP4 object show; its pictures are checked by `timeline/`. */
export function checkIsobmff(
  reading: IsoReading,
  expected: { container: Container; kind: ObjectKind },
  findings: FindingList,
): void {
  checkBoxes(reading, expected.kind, findings);
  const hasFragments = reading.fragmentCount > 0;
  if (!reading.init) {
    findings.add('mp4.no_moov', { measured: hasFragments ? 'no_init' : 'not_finalised' });
    return;
  }
  if (reading.pieceAt !== null) findings.add('mp4.no_moov', { measured: 'in_pieces', offset: reading.pieceAt });
  if (reading.bomb) {
    const { box, declared, possible } = reading.bomb;
    findings.add('mp4.bomb', { measured: declared, limit: possible, params: { box } });
  }
  const isEmpty = reading.fragmented && !reading.video?.frames.length;
  if (expected.kind === 'segment' && !hasFragments && (isEmpty || expected.container === 'fmp4'))
    findings.add('mp4.no_fragments', { measured: 'none' });
  if (reading.hasMovie && (hasFragments || expected.kind === 'init') && !findings.has('mp4.no_moov'))
    checkExtension(reading, findings);
  if (expected.kind === 'init' && !reading.hasMovie) findings.add('mp4.no_moov', { measured: 'no_init' });
  if (reading.samplesMissing.count > 0)
    findings.add('mp4.samples_missing', {
      measured: reading.samplesMissing.count,
      offset: reading.samplesMissing.offset,
      params: hasFragments && reading.fragmentData?.held === 0 ? { why: 'no_mdat' } : {},
    });
  checkDescriptions(reading, findings);
  const jump = reading.sequenceBreaks[0];
  if (jump) {
    const place = { measured: jump.to, limit: jump.from + 1, offset: jump.offset };
    // A number that stands, or begins anew, while time goes on is nothing that a viewer meets.
    if (jump.to <= jump.from && doTimesRise(reading)) findings.add('mp4.sequence', { ...place, severity: 'warning' });
    else findings.add('mp4.sequence', { ...place, params: whyJumping(reading.sequenceBreaks) });
  }
  const { negativeFragments: negative, standingFragments: standing } = reading;
  const { count, offset, ms } = standing.count > 0 ? standing : negative;
  const stands = standing.count > 0 ? { stands: 'stands' } : {};
  const { count: miscounted, offset: miscountedAt, own, other, why } = reading.miscountedFragments;
  if (miscounted > 0)
    findings.add('mp4.tfdt', {
      ...{ measured: miscounted, offset: miscountedAt },
      params: { why, own, other },
    });
  else if (count > 0)
    findings.add('mp4.tfdt', { measured: count, offset, params: { seconds: Math.round(ms) / 1000, ...stands } });
  else if (reading.untimedFragments > 0)
    findings.add('mp4.tfdt', { severity: 'warning', measured: reading.untimedFragments });
  if (!reading.fragmented && reading.movieAfterData) findings.add('mp4.moov_at_end');
  if (!reading.hasMovie) return;
  if (reading.videoTrack?.sampleEntry === 'hev1') findings.add('mp4.hev1', { measured: 'hev1' });
  const audio = reading.audio?.track;
  if (audio?.unusable) findings.add('audio.config', configurationOf(audio, audio.unusable));
  if (audio && audio.codec !== 'aac' && audio.sampleEntry !== 'enca')
    findings.add('audio.codec', { measured: audio.codec });
}

/** What `moov` says of fragments: `mvex`, with a `trex` for each track (8.8.1 and 8.8.3). */
function checkExtension({ fragmented, init }: IsoReading, findings: FindingList): void {
  if (!fragmented) findings.add('mp4.no_moov', { measured: 'no_mvex' });
  else if (init?.tracks.some(({ kind, defaults }) => kind !== 'other' && defaults === null))
    findings.add('mp4.no_moov', { measured: 'no_trex' });
}

/** With what it would be for AAC LC, as cameras have it, by the sample entry. */
function configurationOf(
  { sampleRate, channels }: TrackFacts,
  { why, offset }: NonNullable<TrackFacts['unusable']>,
): Partial<Finding> {
  const right = sampleRate && channels && channels <= 2 ? lowComplexity(sampleRate, channels) : null;
  const params = right && sampleRate ? { right: spaced(right), entryHz: sampleRate } : {};
  return { measured: why, offset, params };
}

function doTimesRise({ video }: IsoReading): boolean {
  const { frames = [] } = video ?? {};
  return frames.every(({ dts }, n) => n === 0 || (dts ?? 0) > (frames[n - 1]?.dts ?? 0));
}

/** What makes fragment numbers jump, where that shows: a fragment once more, two in the other order, or two recordings. */
function whyJumping([first, next]: IsoReading['sequenceBreaks']): Finding['params'] {
  if (!first) return {};
  const { from, to } = first;
  if (to === from) return { why: 'again' };
  if (to < from) return { why: 'joined' };
  return next?.from === to && next.to === from + 1 ? { why: 'order' } : {};
}

/** What the tables say of the samples, against the samples. */
function checkDescriptions(reading: IsoReading, findings: FindingList): void {
  const { wrongFlags, nalLength, wrongOffsets, wrongSync, init } = reading;
  if (init?.tracks.some(({ sampleEntry }) => sampleEntry === 'encv' || sampleEntry === 'enca'))
    findings.add('enc.mode', { measured: 'cenc', limit: 'plain_samples' });
  if (wrongFlags)
    findings.add('mp4.trun_flags', {
      measured: wrongFlags.promised,
      limit: wrongFlags.found,
      offset: wrongFlags.offset,
      params: flagsOf(wrongFlags),
    });
  if (reading.exchangedAt !== null)
    findings.add('mp4.offsets', {
      ...{ measured: 'exchanged_tracks', limit: 'own_tracks', offset: reading.exchangedAt },
      params: { table: 'tracks' },
    });
  if (wrongOffsets) findings.add('mp4.offsets', offsetsOf(wrongOffsets));
  if (nalLength) findings.add('mp4.nal_length_size', lengthSizeOf(nalLength, reading));
  if (wrongSync)
    findings.add('mp4.stss', {
      measured: wrongSync.count,
      offset: wrongSync.offset,
      params: { cause: wrongSync.cause },
    });
}

const hexOf = (value: number): string => `0x${value.toString(16)}`;

const FLAG_NAMES: Record<number, string> = {
  256: 'sample_duration (0x100)',
  512: 'sample_size (0x200)',
  1024: 'sample_flags (0x400)',
  2048: 'sample_composition_time_offset (0x800)',
};

/** Of a `trun`: its flags, and what they should be where that is known. */
function flagsOf({ flags, right }: WrongFlags): Finding['params'] {
  if (right === null) return { flags: hexOf(flags) };
  const missing = Object.entries(FLAG_NAMES).filter(([flag]) => flags & ~right & Number(flag));
  return { flags: hexOf(flags), right: hexOf(right), fields: missing.map(([, name]) => name).join(', ') };
}

function offsetsOf({ said, found, inFragments, isMoovMoved }: WrongOffsets): Partial<Finding> {
  const table = inFragments ? 'trun' : isMoovMoved ? 'moved' : 'stco';
  return { measured: said, limit: found, offset: found, params: { table, shiftBytes: Math.abs(found - said) } };
}

/** Its place is the byte that says the size; in an init segment that one is named by who knows all objects. */
function lengthSizeOf({ declared, found, offset }: WrongLength, reading: IsoReading): Partial<Finding> {
  const known = { measured: declared, limit: found };
  const at = reading.videoTrack?.configuration;
  if (!at) return { ...known, offset };
  const byte = Number.parseInt(at.hex, 16);
  const params = { box: at.box, byte: at.offset, old: hexOf(byte), new: hexOf((byte & ~3) | (found - 1)) };
  return { ...known, offset: reading.hasMovie ? at.offset : offset, params };
}

/** The configuration in the sample entry, without which or with another codec's no player reads the samples. */
export function checkEntry({ sampleEntry, wrongEntry }: TrackFacts, findings: FindingList): void {
  if (!wrongEntry) return;
  const { why, box, offset } = wrongEntry;
  if (why === 'missing') findings.add('video.param_sets', { measured: 'no_configuration', offset, params: { box } });
  else {
    const limit = box === 'hvcC' ? 'hvc1' : 'avc1';
    findings.add('video.codec_mismatch', { measured: sampleEntry, limit, offset, params: { why: 'entry', box } });
  }
}

/** Coded sizes are multiples of 16, of which some muxers forget to cut off what is cropped: that is no other size. */
const CROPPED = 16;

/** The size that the sample entry says beside that of the parameter sets, which decoders go by. */
export function checkEntrySize({ entrySize }: TrackFacts, format: VideoFormat | null, findings: FindingList): void {
  if (!entrySize || !format) return;
  const { width, height, offset } = entrySize;
  if (Math.max(Math.abs(width - format.width), Math.abs(height - format.height)) < CROPPED) return;
  const measured = `${format.width}x${format.height}`;
  findings.add('video.sps_conflict', { measured, limit: `${width}x${height}`, offset, params: { what: 'size' } });
}

/** Begins so late that players show another length: each file of a device that counts on from the one before. */
export function checkStart(
  { video, audio }: Pick<ObjectFacts, 'video' | 'audio'>,
  findings: FindingList,
  editShiftMs = 0,
): void {
  const { lastPts = null } = video ?? {};
  // What is trimmed from the head is part of a group: behind an edit list that begins so late there is nothing.
  if (editShiftMs < 0 && lastPts !== null && lastPts < -checks['time.start'].limit)
    findings.add('time.start', {
      ...{ severity: 'error', measured: Math.round(-editShiftMs) },
      params: { why: 'edit_list', lengthMs: Math.round(lastPts - editShiftMs) },
    });
  const start = Math.min(video?.firstPts ?? Number.POSITIVE_INFINITY, audio?.firstPts ?? Number.POSITIVE_INFINITY);
  if (Number.isFinite(start) && start > checks['time.start'].limit)
    findings.add('time.start', { measured: Math.round(start) });
}

function checkBoxes(reading: IsoReading, kind: ObjectKind, findings: FindingList): void {
  const { dataLength, hole } = reading;
  if (hole) {
    const params = { box: 'mdat', why: 'middle' };
    findings.add('mp4.truncated', { measured: hole.bytes, offset: hole.offset, params });
  }
  if (dataLength)
    findings.add('mp4.data_length', {
      measured: dataLength.said,
      limit: dataLength.needed,
      offset: dataLength.offset,
    });
  // Whatever is cut off, no picture and no sound is.
  const isWhole = reading.samplesMissing.count === 0 && (kind === 'init' || (reading.video?.frames.length ?? 0) > 0);
  for (const problem of reading.problems) {
    switch (problem.is) {
      case 'truncated':
        findings.add('mp4.truncated', {
          severity:
            isWhole && problem.isLast && problem.type !== 'moov' && problem.type !== 'moof' ? 'warning' : 'error',
          measured: problem.missing,
          offset: problem.offset,
          params: { box: problem.type || '?' },
        });
        break;
      case 'invalid':
        findings.add('obj.damaged', { measured: 'box', offset: problem.offset });
        break;
      case 'padding':
        findings.add('obj.damaged', { severity: 'warning', measured: 'padding', offset: problem.offset });
        break;
      case 'too-many':
        findings.add('mp4.bomb', {
          measured: MAX_BOXES,
          limit: MAX_BOXES,
          offset: problem.offset,
          params: { box: '*' },
        });
        break;
      default:
        problem satisfies never;
    }
  }
}
