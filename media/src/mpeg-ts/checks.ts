import { checks, type Finding } from '@kaitong/contract/checks';
import type { FindingList } from '../finding-list.ts';
import type { Breaks } from './packets.ts';
import type { TsReading } from './reader.ts';

/** A counter of four bits that is further ahead may as well have stepped back. */
const MOST_MISSING = 8;

/** What the packets and tables of an MPEG-TS object show; its pictures are checked by `timeline/`. */
export function checkTs(reading: TsReading, findings: FindingList): void {
  const { faults } = reading;
  if (faults.paddedFrom !== null)
    findings.add('obj.damaged', { severity: 'warning', measured: 'padding', offset: faults.paddedFrom });
  if (reading.rest > 0) findings.add('ts.align', { measured: reading.rest });
  if (faults.sync.count > 0) findings.add('ts.sync', { measured: faults.sync.count, offset: faults.sync.offset });
  if (reading.tables === 'missing') findings.add('ts.psi', { measured: 'missing' });
  else if (reading.tables === 'late') findings.add('ts.psi', { severity: 'warning', measured: 'late' });
  else if (reading.crcWrong) findings.add('ts.psi', { severity: 'warning', measured: 'crc' });
  if (reading.announced)
    findings.add('ts.stream_type', {
      measured: reading.video?.codec ?? null,
      limit: reading.announced.codec,
      offset: reading.announced.offset,
    });
  if (reading.exchanged) findings.add('ts.stream_type', { measured: 'exchanged', ...reading.exchanged });
  if (reading.tables !== 'missing' && reading.video && reading.clock !== 'present')
    findings.add('ts.pcr', {
      measured: reading.clock,
      params: reading.clock === 'ahead' ? { aheadMs: reading.clockAheadMs } : {},
    });
  if (faults.transportError.count > 0)
    findings.add('ts.tei', { measured: faults.transportError.count, offset: faults.transportError.offset });
  if (faults.scrambled.count > 0)
    findings.add('ts.scrambled', { measured: faults.scrambled.count, offset: faults.scrambled.offset });
  const { duplicates } = reading;
  if (duplicates.count > 0)
    findings.add('ts.duplicate', {
      measured: duplicates.count,
      offset: duplicates.offset,
      params: { pid: `0x${duplicates.pid.toString(16)}` },
    });
  const { count, offset } = faults.continuity;
  if (count > 0) findings.add('ts.continuity', { measured: count, offset, params: toldBreaks(faults.continuity) });
  // Where packets are missing, so is part of what they carried.
  const isCut = findings.has('ts.align', 'ts.sync', 'ts.continuity', 'ts.tei', 'ts.scrambled');
  const { headless } = reading;
  if (headless.count > 0 && !headless.goesOn)
    findings.add('ts.pes_short', { measured: headless.count, offset: headless.offset, params: { why: 'no_start' } });
  if (reading.pesShort.count > 0 && !isCut)
    findings.add('ts.pes_short', { measured: reading.pesShort.count, offset: reading.pesShort.offset });
  const { count: long, offset: longAt, said, carried } = reading.pesLong;
  if (long > 0 && !isCut)
    findings.add('ts.pes_short', {
      ...{ severity: 'warning', measured: long, offset: longAt },
      params: { why: 'length', saidBytes: said, carriedBytes: carried },
    });
  const twice = reading.audio?.twice;
  if (twice && twice.count > 0)
    findings.add('audio.time', {
      ...{ severity: twice.count > 1 ? 'error' : 'warning', offset: twice.offset },
      ...{ measured: Math.round(twice.countedMs), limit: Math.round(twice.ownMs) },
      params: { why: 'twice', count: twice.count },
    });
  const adts = reading.audio?.adts;
  // A player finds its way back after a bad frame or two; half of the sound gone is no ADTS any more.
  const percent = adts ? (adts.covered * 100) / Math.max(1, adts.total) : 100;
  if (adts && (adts.frames === 0 || percent < checks['audio.adts'].limit))
    findings.add('audio.adts', { measured: Math.floor(percent), offset: adts.damagedAt });
  const { audio } = reading;
  if (audio?.said)
    findings.add('audio.codec', {
      measured: audio.said.codec === 'private' ? 'private_aac' : 'named_aac',
      offset: audio.said.offset,
      params: { named: audio.said.codec, type: `0x${audio.said.type.toString(16).padStart(2, '0').toUpperCase()}` },
    });
  else if (audio && audio.codec !== 'aac' && audio.sound.units > 0)
    findings.add('audio.codec', { measured: audio.codec });
}

/** Packets in a row of one counter that are no packet sent twice. */
const LEAST_STANDING = 8;
/** A packet without a payload, which has the counter of the one before, may stand between. */
const MOST_SHARED = 0.9;
/** The PAT, the PMT and a stream: so many counters do not begin anew by chance. */
const LEAST_ANEW = 3;

function toldBreaks({
  count,
  pid,
  expected,
  found,
  others,
  ahead,
  farthest,
  anew,
  anewAt,
  standing,
  behindSync,
  shared,
}: Breaks): Finding['params'] {
  const where = { pid: `0x${pid.toString(16)}`, expected, found };
  if (standing === count && count >= LEAST_STANDING) return { breaks: 'standing', ...where };
  if (shared >= count * MOST_SHARED && count >= LEAST_STANDING) return { breaks: 'shared', ...where };
  if (anew.size >= LEAST_ANEW && anewAt === count) return { breaks: 'joined', why: 'joined', ...where };
  const isLoss = farthest <= MOST_MISSING;
  const named = others.map((at) => at.toLocaleString('en-US')).join('; ');
  return {
    breaks: !isLoss ? 'order' : count === 1 ? 'once' : 'several',
    ...(behindSync === count ? { why: 'sync' } : isLoss ? {} : { why: 'order' }),
    ...where,
    ...(isLoss ? { missing: ahead } : {}),
    ...(named === '' ? {} : { others: count - 1 > others.length ? `${named} …` : named }),
  };
}
