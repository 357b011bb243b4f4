import { type CheckCode, checkCodes } from './catalogue.ts';
import { isOfTheClip } from './standing.ts';

/**
 * How far a cause reaches. `after`: its own object, from its place on. `until_key`: from its place to the next key frame.
 * `object`: all of its object. `next`: what the object behind it shows, since a hole ends there. `clip`: everything.
 */
export type Scope = 'after' | 'until_key' | 'object' | 'next' | 'clip';

/** A code, or of a code only what was found to be this word, or what it says as the reason: `video.param_sets:incomplete`. */
export type Named = CheckCode | `${CheckCode}:${string}`;

export type Explanation = {
  causes: readonly Named[];
  explains: readonly Named[];
  scope: Scope;
  /** A warning of these explains other warnings. Everywhere else only an error explains anything. */
  warnings?: true;
};

/** All codes that begin so, except those named. */
const family = (prefixes: readonly string[], but: readonly CheckCode[] = []): CheckCode[] =>
  checkCodes.filter((code) => prefixes.some((prefix) => code.startsWith(prefix)) && !but.includes(code));

/** What nobody can say anything about once the bytes are not what they should be. */
const WHOLE_CONTENT = family(
  ['obj.damaged', 'obj.unread', 'ts.', 'mp4.', 'video.', 'audio.', 'av.', 'time.', 'decode.', 'picture.', 'snap.'],
  ['time.clock', 'snap.missing'],
);
/** Of one object, what it shows itself. */
const CONTENT = WHOLE_CONTENT.filter((code) => !isOfTheClip(code));
const ENCRYPTED = family(['enc.'], ['enc.none', 'enc.iv_reused']);
const SPOILT = ENCRYPTED.filter((code) => code !== 'enc.key');
const UNREADABLE: readonly CheckCode[] = ['obj.empty', 'obj.size', 'obj.hash', 'obj.container', ...ENCRYPTED];
/** Errors all: padding is none. */
const TEXT_MODE: readonly Named[] = ['obj.damaged:text_mode', 'obj.damaged:lost_returns'];
const DAMAGED: readonly Named[] = ['obj.damaged:box', ...TEXT_MODE];
/** Objects of MP4 whose fragments cannot be read, and with them their numbers. */
const WITHOUT_FRAGMENTS: readonly Named[] = [...DAMAGED, 'obj.unread', 'mp4.no_moov', 'mp4.no_fragments', 'mp4.bomb'];
/** Objects that may show no pictures, or none with a time. */
const WITHOUT_PICTURES: readonly Named[] = [...WITHOUT_FRAGMENTS, 'ts.psi', 'video.none', 'time.duplicate'];
const LOST_PICTURES: readonly CheckCode[] = ['video.lost_pictures', 'video.frame_num_gap'];
const LOST_PACKETS: readonly CheckCode[] = ['ts.align', 'ts.sync', 'ts.continuity', 'ts.tei', 'ts.scrambled'];
const CUT_SHORT: readonly CheckCode[] = ['mp4.truncated', 'mp4.samples_missing', 'mp4.sequence'];

/**
 * Which finding follows from which. Of two that stand in one row, only the cause is a thing to repair: the other goes away
 * with it. No code explains, through however many rows, itself.
 */
export const explanations: readonly Explanation[] = [
  {
    causes: ['flow.token_expired', 'flow.offline_in_upload'],
    explains: ['flow.segment_missing', 'flow.event_not_closed', 'time.too_short'],
    scope: 'clip',
  },
  {
    causes: ['flow.segment_missing', ...UNREADABLE, ...WITHOUT_PICTURES],
    explains: ['time.gap', 'audio.gap', 'video.first_not_key', ...LOST_PICTURES],
    scope: 'next',
  },
  { causes: ['flow.segment_missing', ...UNREADABLE, ...WITHOUT_FRAGMENTS], explains: ['mp4.sequence'], scope: 'next' },
  // A clip is shorter by what cannot be read, and was declared with it.
  { causes: [...UNREADABLE, ...WITHOUT_FRAGMENTS, 'ts.psi'], explains: ['time.duration:clip'], scope: 'clip' },
  {
    causes: ['flow.segment_missing', ...UNREADABLE],
    explains: ['time.too_short', 'av.length', 'video.none'],
    scope: 'clip',
  },
  {
    causes: ['obj.empty', 'obj.size', 'obj.hash'],
    explains: ['obj.container', ...ENCRYPTED, ...CONTENT],
    scope: 'object',
  },
  { causes: ['flow.segment_missing'], explains: ['picture.still'], scope: 'clip' },
  { causes: ['enc.key'], explains: ['obj.container', ...WHOLE_CONTENT], scope: 'clip' },
  { causes: SPOILT, explains: ['obj.container', ...CONTENT], scope: 'object' },
  { causes: ['obj.container'], explains: CONTENT, scope: 'object' },
  {
    causes: LOST_PACKETS,
    explains: [
      'ts.pes_short',
      'video.nal',
      ...LOST_PICTURES,
      'time.gap',
      'audio.adts',
      'audio.gap',
      'audio.decode',
      'decode.errors',
      'picture.corrupt',
    ],
    scope: 'after',
  },
  {
    causes: ['ts.psi', 'ts.stream_type', 'ts.scrambled', 'ts.pes_short:no_start'],
    explains: ['video.none', 'video.codec', 'video.codec_mismatch', 'video.param_sets', 'video.first_not_key'],
    scope: 'object',
  },
  { causes: ['ts.stream_type'], explains: ['audio.adts'], scope: 'object' },
  // Whose packets they are nobody knows, so that a whole clip may seem to have no sound.
  { causes: ['ts.psi', 'ts.stream_type', 'ts.scrambled'], explains: ['audio.absent'], scope: 'clip' },
  { causes: ['ts.scrambled', 'ts.pes_short:no_start'], explains: ['time.too_short', 'av.length'], scope: 'clip' },
  { causes: ['ts.pes_short'], explains: ['video.nal', 'decode.errors'], scope: 'after' },
  // Sound that is sent twice is twice as long.
  { causes: ['audio.time:twice'], explains: ['audio.decode'], scope: 'clip' },
  {
    causes: ['mp4.no_moov:no_mvex', 'mp4.no_moov:no_trex', 'mp4.no_moov:in_pieces'],
    explains: ['decode.errors', 'audio.absent'],
    scope: 'clip',
  },
  // Who cuts by size writes no tables where the next object begins, and no key picture.
  {
    causes: ['ts.pes_short:cut'],
    explains: ['ts.psi', 'video.first_not_key', 'video.param_sets', 'video.none'],
    scope: 'next',
  },
  {
    causes: CUT_SHORT,
    explains: [
      'video.nal',
      ...LOST_PICTURES,
      'time.gap',
      'time.duration',
      'audio.gap',
      'audio.decode',
      'av.length',
      'decode.errors',
    ],
    scope: 'after',
  },
  // What stands twice, in another order or from another recording has its times with it.
  {
    causes: ['mp4.sequence:again', 'mp4.sequence:order', 'mp4.sequence:joined'],
    explains: ['time.backwards', 'time.mixed_sessions', 'audio.backwards'],
    scope: 'after',
  },
  {
    causes: ['ts.continuity:joined'],
    explains: ['time.backwards', 'audio.backwards', 'video.param_sets', 'video.dims_change', 'av.length'],
    scope: 'after',
  },
  // Where packets cannot be found, they are missing.
  { causes: ['ts.sync'], explains: ['ts.continuity:sync'], scope: 'object' },
  // Pieces of a stream in another order have their times with them.
  {
    causes: ['ts.continuity:order', 'ts.continuity:sync'],
    explains: ['time.backwards', 'audio.backwards'],
    scope: 'after',
  },
  // A file that was never finished ends in its data, the length of which is written last.
  { causes: ['mp4.no_moov:not_finalised'], explains: ['mp4.truncated'], scope: 'object' },
  // A picture of which the header cannot be read is missed.
  { causes: ['video.nal'], explains: LOST_PICTURES, scope: 'until_key' },
  { causes: ['video.nal'], explains: ['video.first_not_key:nal', 'mp4.stss'], scope: 'object' },
  {
    causes: ['video.nal:swapped', 'video.nal:escaped_twice'],
    explains: [
      ...(['video.param_sets', 'video.first_not_key', 'video.none', 'video.duplicate', ...LOST_PICTURES] as const),
      ...(['time.missing', 'time.gap', 'time.backwards', 'time.duplicate', 'time.duration', 'decode.errors'] as const),
    ],
    scope: 'object',
  },
  {
    causes: ['video.nal:swapped', 'video.nal:escaped_twice'],
    explains: ['picture.corrupt', 'time.too_short', 'av.length'],
    scope: 'clip',
  },
  // Pictures of which the data are damaged are garbled, and so are those that build on them.
  { causes: ['decode.errors'], explains: ['picture.corrupt'], scope: 'clip' },
  { causes: ['mp4.truncated'], explains: ['mp4.samples_missing'], scope: 'object' },
  {
    causes: ['mp4.data_length', 'mp4.trun_flags'],
    explains: ['mp4.truncated', 'mp4.samples_missing', 'mp4.bomb', 'obj.damaged', 'video.none', 'video.nal'],
    scope: 'object',
  },
  { causes: ['mp4.data_length'], explains: ['decode.errors'], scope: 'object' },
  // Data of another segment are there in place of its own, or none at all: its pictures are nowhere.
  {
    causes: ['mp4.data_length:exchanged', 'mp4.data_length:again'],
    explains: [
      ...(['video.param_sets', 'video.first_not_key', 'video.duplicate', ...LOST_PICTURES] as const),
      ...(['audio.adts', 'audio.rate', 'audio.time', 'audio.gap', 'audio.decode', 'mp4.nal_length_size'] as const),
    ],
    scope: 'object',
  },
  {
    causes: ['mp4.data_length:exchanged', 'mp4.data_length:again', 'mp4.samples_missing:no_mdat'],
    explains: ['time.gap', 'audio.gap', 'video.first_not_key', ...LOST_PICTURES],
    scope: 'next',
  },
  {
    causes: ['mp4.data_length:exchanged', 'mp4.data_length:again', 'mp4.samples_missing:no_mdat'],
    explains: ['picture.corrupt', 'time.too_short', 'av.length'],
    scope: 'clip',
  },
  // Whoever starts the wrong decoder gets nothing from it.
  { causes: ['video.codec_mismatch:entry'], explains: ['decode.errors', 'decode.limit', 'video.none'], scope: 'clip' },
  // What lies elsewhere may seem to lie behind the end.
  { causes: ['mp4.offsets'], explains: ['mp4.samples_missing', 'video.nal'], scope: 'object' },
  // Programs put the fragments in the order of their times, and hold back what seems to come again.
  { causes: ['mp4.tfdt'], explains: ['decode.errors'], scope: 'object' },
  { causes: ['mp4.tfdt'], explains: ['time.backwards', 'time.too_short'], scope: 'clip' },
  {
    causes: ['mp4.nal_length_size'],
    explains: ['video.nal', 'video.param_sets', 'video.first_not_key', 'decode.errors'],
    scope: 'clip',
  },
  {
    causes: [...DAMAGED, 'obj.unread', 'mp4.bomb'],
    explains: ['mp4.no_moov', 'mp4.no_fragments', 'mp4.truncated', 'mp4.samples_missing', 'video.none', 'video.nal'],
    scope: 'object',
  },
  { causes: DAMAGED, explains: ['decode.errors', 'decode.limit'], scope: 'object' },
  // What changed one object on its way changed the others, too little to be told so of a small one.
  {
    causes: TEXT_MODE,
    explains: [
      'obj.damaged:box',
      'mp4.no_moov',
      'mp4.no_fragments',
      'mp4.truncated',
      'video.param_sets',
      'video.none',
      'video.nal',
      'time.too_short',
      'time.duration',
      'audio.decode',
      'decode.errors',
      'snap.decode',
    ],
    scope: 'clip',
  },
  // What was not read to its end cannot be counted, and lasts as long as what was read.
  {
    causes: ['obj.unread'],
    explains: ['time.duration', 'time.gap', 'audio.absent', 'video.first_not_key'],
    scope: 'object',
  },
  { causes: ['obj.unread'], explains: ['av.length', 'video.bitrate'], scope: 'clip' },
  { causes: ['mp4.no_moov', 'mp4.no_fragments'], explains: ['video.none', 'time.too_short'], scope: 'clip' },
  { causes: ['video.none'], explains: ['time.too_short', 'snap.match'], scope: 'clip' },
  // Sets that come, only later, are what a cut before the key frame looks like.
  { causes: ['video.first_not_key'], explains: ['video.param_sets:incomplete'], scope: 'object' },
  {
    causes: [
      'video.param_sets:missing',
      'video.param_sets:no_configuration',
      'video.param_sets:no_vps',
      'video.param_sets:damaged',
      'video.param_sets:damaged_entry',
    ],
    explains: ['video.dims', 'video.dims_mismatch', 'video.dims_change', 'video.first_not_key', 'decode.errors'],
    scope: 'clip',
  },
  // Where key frames are farther apart than segments are long, some segments begin without one.
  { causes: ['video.gop'], explains: ['video.first_not_key:later_segment'], scope: 'clip' },
  {
    causes: ['video.param_sets:glued', 'video.param_sets:first_segment_only'],
    explains: ['decode.errors'],
    scope: 'object',
  },
  // Cut off from the key frame that they belong to, the sets end the object before: a packet without a picture.
  { causes: ['video.param_sets:glued'], explains: ['decode.errors:1'], scope: 'clip' },
  {
    causes: [...LOST_PICTURES, 'video.nal'],
    explains: ['decode.errors', 'picture.corrupt'],
    scope: 'until_key',
    warnings: true,
  },
  // Decoded onto itself; its time may stand there twice too.
  {
    causes: ['video.duplicate'],
    explains: ['time.duplicate', 'picture.corrupt'],
    scope: 'until_key',
    warnings: true,
  },
  // Only where the clip would be long enough with them: more than that has another reason.
  {
    causes: ['video.lost_pictures'],
    explains: ['time.too_short:lost_pictures'],
    scope: 'clip',
    warnings: true,
  },
  // A segment that begins with a picture of the one before, and has its own key frame behind it.
  {
    causes: ['video.duplicate:seam'],
    explains: ['video.first_not_key:later_segment', 'time.duplicate'],
    scope: 'object',
    warnings: true,
  },
  // A segment that begins where a lost key frame should have been.
  {
    causes: ['video.lost_pictures'],
    explains: ['video.first_not_key:later_segment'],
    scope: 'object',
    warnings: true,
  },
  {
    causes: [
      'time.missing',
      'time.backwards',
      'time.gap',
      'time.duplicate',
      'time.outlier',
      'time.mixed_sessions',
      'time.no_dts',
    ],
    explains: [
      'time.duration',
      'audio.backwards',
      'audio.gap',
      'av.offset',
      'av.length',
      'video.gop',
      'video.fps',
      'mp4.last_duration',
    ],
    scope: 'after',
  },
  // Pictures that last nothing are followed by all of the time until the next fragment.
  {
    causes: ['time.duplicate:no_duration'],
    explains: ['time.gap', 'time.duration', 'time.too_short', 'decode.errors', 'av.offset', 'av.length'],
    scope: 'clip',
  },
  // A segment that comes too late leaves a hole where it should be.
  { causes: ['time.backwards:order'], explains: ['time.gap:order'], scope: 'clip' },
  // Length is told by stamps.
  {
    causes: ['time.backwards', 'time.duplicate', 'time.mixed_sessions'],
    explains: ['time.too_short'],
    scope: 'clip',
  },
  // Stamps that jump are no longer those that the program clock belongs to.
  { causes: ['time.backwards', 'time.gap', 'time.mixed_sessions'], explains: ['ts.pcr:ahead'], scope: 'clip' },
  // What sets back or holds the clock of the pictures does so to that of the sound, wherever its bytes lie.
  { causes: ['time.backwards'], explains: ['audio.backwards'], scope: 'object' },
  { causes: ['time.duplicate'], explains: ['audio.time:still'], scope: 'object' },
  { causes: ['time.rate:all_stamps'], explains: ['audio.time'], scope: 'clip' },
  // A decoder goes by the rate in the header.
  { causes: ['audio.time:header'], explains: ['audio.decode'], scope: 'clip' },
  // One of both tracks may be what begins late.
  { causes: ['time.start'], explains: ['av.length'], scope: 'after', warnings: true },
  // By such stamps all is over at once.
  {
    causes: ['video.fps:fast'],
    explains: ['time.too_short', 'time.duration', 'av.length', 'av.offset', 'video.level'],
    scope: 'clip',
  },
  // Of what is never shown, no length is left, and the sound stands alone.
  {
    causes: ['time.start:edit_list'],
    explains: ['time.duration', 'time.too_short', 'av.offset', 'audio.backwards'],
    scope: 'clip',
  },
  { causes: ['time.mixed_sessions'], explains: [...LOST_PICTURES, 'decode.errors'], scope: 'object' },
  {
    causes: ['time.rate'],
    explains: ['time.duration', 'time.too_short', 'av.offset', 'av.length', 'video.gop', 'video.fps', 'video.level'],
    scope: 'clip',
  },
  { causes: ['time.rate'], explains: ['time.gap:even'], scope: 'clip' },
  // Bytes that are no frames cannot be counted.
  {
    causes: ['audio.adts'],
    explains: ['audio.gap', 'audio.time', 'audio.rate', 'audio.decode'],
    scope: 'object',
  },
  { causes: ['audio.adts'], explains: ['audio.silent', 'audio.clipped'], scope: 'clip' },
  // Without its own rate sound is counted by the sample entry's, which may be another.
  {
    causes: ['audio.config'],
    explains: ['audio.time', 'audio.gap', 'audio.decode', 'av.offset', 'av.length'],
    scope: 'clip',
  },
  // Sound at a wrong rate lasts another time than it says.
  { causes: ['audio.rate'], explains: ['audio.time', 'audio.gap', 'audio.decode'], scope: 'clip' },
  {
    causes: ['audio.adts', 'audio.rate', 'audio.backwards', 'audio.gap', 'audio.time'],
    explains: ['av.offset', 'av.length'],
    scope: 'clip',
  },
  { causes: ['audio.absent'], explains: ['av.length'], scope: 'clip', warnings: true },
  {
    causes: ['picture.black', 'picture.uniform'],
    explains: ['picture.no_motion', 'picture.still', 'picture.cast', 'video.bitrate', 'snap.match'],
    scope: 'clip',
  },
];

/** Codes that explain nothing and that nothing explains: each is a thing of its own. */
export const independent: readonly CheckCode[] = [
  'enc.none',
  'enc.iv_reused',
  'time.clock',
  'snap.missing',
  'flow.commit_before_put',
  'flow.upload_after_end',
  'flow.event_too_long',
  'flow.no_pre_record',
  'replay',
];
