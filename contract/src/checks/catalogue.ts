/** Rises whenever a rule, a limit or a severity changes; certificates and verdicts carry it. */
export const RULES_VERSION = 15;

/** Unit of a finding's `measured` and `limit`; `null`: a word or a plain number of nothing in particular. */
export type CheckUnit =
  | 'bytes'
  | 'ms'
  | 'fps'
  | 'kbps'
  | 'pixels'
  | 'count'
  | 'frames'
  | 'percent'
  | 'level'
  | 'times'
  | 'hz'
  | null;

type Check = {
  /** What it is unless the finding itself says otherwise. */
  readonly severity: 'error' | 'warning';
  /** 1: read from containers and bitstreams. 2: needs a decoder. */
  readonly level: 1 | 2;
  readonly unit: CheckUnit;
  /** What the rule asks for where it is the same for every clip: a threshold, or a word that the texts explain. */
  readonly limit: number | string | null;
  /**
   * What `measured` is held against: a bound, what the device declared, a value that is neither more nor less, or, being
   * what a header says, the data behind it.
   */
  readonly against: 'bound' | 'declaration' | 'exact' | 'data';
  /** The parameters that the texts may name beside measured, limit, object and at. */
  readonly params: readonly string[];
};

/** `limit` keeps its type, so that code comparing with a threshold need not ask whether there is one. */
const entry =
  <const S extends Check['severity']>(severity: S) =>
  <const L extends number | string | null = null>(
    unit: CheckUnit = null,
    limit: L = null as L,
    params: readonly string[] = [],
  ) => ({
    severity,
    level: 1 as Check['level'],
    unit,
    limit,
    against: 'bound' as Check['against'],
    params,
  });
const error = entry('error');
const warning = entry('warning');
const level2 = <const C extends Check>(check: C): C => ({ ...check, level: 2 });
const declared = <const C extends Check>(check: C): C => ({ ...check, against: 'declaration' });
const exact = <const C extends Check>(check: C): C => ({ ...check, against: 'exact' });
const header = <const C extends Check>(check: C): C => ({ ...check, against: 'data' });

/** Where in a run something happened: its step, and milliseconds since its start. Part of the place, not of the sentence. */
const happened = ['step', 'afterMs'] as const;

/** Of numbers without an object: whether it is one, which have one, which were asked for, and whether footage is missing. */
const absent = ['one', 'arrived', 'asked', 'unasked', 'joined', 'holeMs'] as const;

/** Of a picture with a wrong one, in seconds of the object's own clock: its decoding time, that of the one before, and where it should be. */
const stamps = ['stamp', 'before', 'due'] as const;

/** Which pictures are missing, from when until when it shows, what more is missing, and what the clip is too short by. */
const lost = [
  ...['what', 'picture', 'missing', 'last', 'among', 'single', 'more', 'fromMs', 'until', 'untilMs', 'ends', 'over'],
  ...['shortMs', 'neededMs'],
] as const;

/** Every check of an uploaded clip. The texts for people: `texts/zh-CN`, `texts/en`. */
export const checks = {
  // the object as received
  'obj.empty': error('bytes', 1),
  'obj.size': declared(error('bytes')),
  'obj.hash': error(null, null, ['algorithm']),
  'obj.container': error(null, null, ['mixed', 'wordBytes', 'foreignBytes', 'text', 'framing', 'again', 'once']),
  'obj.damaged': error(null, 'whole'),
  // Our own limit, not the camera's: whether anything is wrong is not known, and nothing passes unread.
  'obj.unread': error(null, 'read'),
  // encryption
  'enc.none': warning(),
  'enc.missing': error(null, 'ciphertext'),
  'enc.undeclared': error(null, 'plaintext'),
  'enc.block': exact(error('bytes', 16)),
  'enc.padding': error(null, 'pkcs7'),
  'enc.key': error(null, 'event_key'),
  'enc.iv': error(null, 'declared', ['objects']),
  'enc.iv_reused': warning(null, 'once'),
  'enc.mode': error(null, 'cbc'),
  // MPEG-TS
  'ts.align': exact(error('bytes', 188)),
  'ts.sync': error('count', 0),
  'ts.psi': error(null, 'first'),
  'ts.stream_type': exact(error()),
  'ts.pcr': warning(null, 'present', ['aheadMs']),
  'ts.continuity': error('count', 0, ['missing', 'pid', 'breaks', 'expected', 'found', 'others', 'why']),
  'ts.duplicate': warning('count', 0, ['pid']),
  'ts.pes_short': error('count', 0, ['why', 'packets', 'saidBytes', 'carriedBytes']),
  'ts.tei': error('count', 0),
  'ts.scrambled': error('count', 0),
  // MP4
  'mp4.data_length': header(error('bytes', null, ['why', 'other'])),
  'mp4.truncated': error('bytes', 0, ['box', 'why']),
  'mp4.offsets': header(error('bytes', null, ['table', 'shiftBytes'])),
  'mp4.samples_missing': error('count', 0, ['why']),
  'mp4.no_moov': error(null, 'moov'),
  'mp4.no_fragments': error(null, 'moof'),
  'mp4.sequence': exact(error('count', null, ['why'])),
  'mp4.tfdt': error('count', 0, ['seconds', 'stands', 'why', 'own', 'other']),
  'mp4.trun_flags': header(error('bytes', null, ['flags', 'right', 'fields'])),
  'mp4.nal_length_size': header(error('bytes', null, ['box', 'byte', 'old', 'new'])),
  'mp4.last_duration': error('ms', null, ['why']),
  'mp4.stss': warning('count', 0, ['cause']),
  'mp4.bomb': error('count', null, ['box']),
  'mp4.moov_at_end': warning(),
  'mp4.hev1': warning(null, 'hvc1'),
  // video
  'video.none': error(null, 'pictures', ['pid']),
  'video.codec': error(null, 'accepted'),
  'video.codec_mismatch': error(null, null, ['why', 'box']),
  'video.param_sets': error(null, 'sets_first', ['box']),
  'video.sps_not_first': warning(),
  'video.first_not_key': error(null, 'idr', ['why']),
  'video.sps_conflict': exact(warning(null, null, ['what'])),
  'video.dims': error(null, '4096x2304'),
  'video.dims_mismatch': error(),
  'video.dims_change': error(),
  'video.profile': error(null, '4:2:0 8 bit'),
  'video.level': exact(warning(null, null, ['cause'])),
  'video.reorder': warning('count', 5),
  'video.nal': error('count', 0, ['cause', 'why']),
  'video.duplicate': warning('count', 0, ['garbledMs', 'why']),
  'video.lost_pictures': error('ms', 2000, lost),
  'video.gop': error('ms', 4500),
  'video.fps': warning('fps', 5, ['why', 'slower']),
  'video.bitrate': warning('kbps', 40),
  // time
  'time.missing': error('percent', 10),
  'time.duplicate': error('percent', 1, ['count', 'frames', 'why', 'table', 'timescale', 'ticks', ...stamps]),
  'time.outlier': error('count', 0, ['seconds', ...stamps]),
  'time.mixed_sessions': error('count', 0, ['seconds', 'stream', 'pcr', ...stamps]),
  'time.no_dts': error('count', 0, ['dts', 'stamp', 'due']),
  'time.display': warning('count', 0, ['why', 'pts', 'dts', 'earlyMs']),
  'time.backwards': error('ms', 0, ['inside', 'cause', 'why', 'backMs', 'origin', 'twin', ...stamps]),
  'time.gap': error('ms', 1000, ['why', 'stepMs', ...stamps]),
  'time.start': warning('ms', 1000, ['why', 'lengthMs']),
  'time.duration': declared(error('ms', null, ['why'])),
  'time.too_short': error('ms', 2000, ['why']),
  'time.rate': exact(error('times', 1, ['by', 'stamped', 'delivered', 'stamps', 'factor', 'why'])),
  'time.clock': warning('ms', 5000),
  // picture and sound together
  'av.offset': error('ms', 1500, ['late', 'constant', 'sound', 'picture']),
  'av.length': warning('ms', 2000),
  'audio.absent': warning(null, 'announced'),
  'audio.adts': error('percent', 50),
  'audio.codec': warning(null, 'aac', ['named', 'type']),
  'audio.config': error(null, 'usable', ['right', 'entryHz']),
  'audio.rate': header(error('hz', null, ['byte', 'entryHz', 'old', 'new'])),
  'audio.backwards': error('ms', 0, ['count']),
  'audio.gap': error('ms', 200, ['count', 'more', 'frames', 'lastOffset', 'opening', 'counter', ...stamps]),
  'audio.time': exact(error('ms', null, ['why', 'count', 'rateHz', 'fitsHz', 'old', 'new'])),
  'audio.decode': level2(error('frames', 1, ['frames', 'which', 'first'])),
  'audio.silent': level2(warning('ms', 5000)),
  'audio.clipped': level2(warning('percent', 10)),
  // decoded
  'decode.errors': level2(error('count', 0, ['column', 'row'])),
  'decode.limit': level2(error(null, 'decoded')),
  'picture.uniform': level2(error('percent', 50, ['toMs', 'shade'])),
  'picture.black': level2(error('percent', 90, ['toMs', 'noise'])),
  'picture.cast': level2(warning('percent', null, ['toMs'])),
  'picture.no_motion': level2(warning('level', 3)),
  'picture.still': level2(warning('ms', 5000, ['toMs'])),
  'picture.repeated': exact(level2(warning('fps', null, ['sent', 'firstMs', 'secondMs', 'thirdMs', 'count']))),
  'picture.corrupt': level2(error('ms', 2000, ['toMs', 'percent'])),
  // snapshot
  'snap.missing': warning(),
  'snap.decode': warning(null, null, ['by']),
  'snap.dims': warning('pixels', 9_437_184, ['width', 'height']),
  'snap.size': warning('bytes', 5_242_880),
  'snap.match': level2(warning()),
  // recorded for this run, and sent as the protocol says
  replay: error(null, 'fresh'),
  'flow.offline_in_upload': error('ms', 10_000, happened),
  'flow.event_not_closed': warning(null, null, happened),
  'flow.segment_missing': error(null, 'complete', [...happened, ...absent]),
  'flow.commit_before_put': warning(null, null, happened),
  'flow.upload_after_end': warning(null, null, happened),
  'flow.token_expired': error(null, 'valid', happened),
  'flow.event_too_long': warning('ms', 300_000, happened),
  'flow.no_pre_record': warning('ms', 500, happened),
} as const satisfies Record<string, Check>;

/** Codes of earlier rules. Verdicts that are stored have them, and no clip gets one any more. */
const retired = {
  // Up to rules 8, of H.264 only: places where frame_num jumps. Now `video.lost_pictures`.
  'video.frame_num_gap': exact(error('count', null)),
} as const satisfies Record<string, Check>;

const known = { ...checks, ...retired };

export type CheckCode = keyof typeof known;

/** Those that a clip can get. */
export const checkCodes = Object.keys(checks) as [CheckCode, ...CheckCode[]];
export const retiredCodes = Object.keys(retired) as CheckCode[];

/** The catalogue's entry for a code, with the types widened for generic code. */
export const checkOf = (code: CheckCode): Check => known[code];
