import type { CheckUnit } from '../../catalogue.ts';
import type { CheckTexts } from '../../texts.ts';
import { names } from '../names.ts';
import { grouped, inKilohertz, isInSeconds } from '../numbers.ts';

function unit(value: number, of: CheckUnit, beside = value): string {
  switch (of) {
    case 'bytes':
      return `${grouped(value)} ${value === 1 ? 'byte' : 'bytes'}`;
    case 'ms':
      return isInSeconds(value, beside) ? `${grouped(value / 1000)} s` : `${grouped(value)} ms`;
    case 'fps':
      return `${grouped(value)} fps`;
    case 'kbps':
      return `${grouped(value)} kb/s`;
    case 'pixels':
      return `${grouped(value)} pixels`;
    case 'percent':
      return `${grouped(value)}%`;
    case 'times':
      return `${grouped(value)} ×`;
    case 'hz':
      return `${inKilohertz(value)} kHz`;
    case 'frames':
      return `${grouped(value)} ${value === 1 ? 'frame' : 'frames'}`;
    case 'count':
    case 'level':
    case null:
      return grouped(value);
    default:
      return of satisfies never;
  }
}

export const general: Omit<CheckTexts, 'checks'> = {
  unit,
  place: {
    clip: 'the whole clip',
    init: 'object {object} (init segment)',
    segment: 'object {object} (video segment)',
    snapshot: 'object {object} (snapshot)',
    object: 'object {object}',
    offset: 'offset {offset}',
    at: 'at {at}',
    span: 'from {at} to {toMs}',
    frame: 'frame {frame}',
    key: 'next key frame {key} later',
    missing: 'picture {picture} (counted from 0)',
    before: 'missing before offset {offset}',
    step: 'in “{step}”, {after} after the start',
    separator: ', ',
    list: '; ',
    more: '{places} … {count} places in all',
  },
  several: { sentence: ' That is the first of {count} places, with {least} to {most}.', range: '{least} – {most}' },
  ticket: {
    what: 'What',
    where: 'Where',
    measured: 'Measured',
    limit: 'Limit',
    expected: 'Expected',
    header: 'The header says',
    data: 'The data has',
    cause: 'Likely cause',
    fix: 'What to change',
    follows: 'Goes away with it',
    rules: 'Rules version',
    colon: ': ',
  },
  words: {
    ...names,
    connected: 'online until the event is closed',
    grant: 'send the upload permission',
    'await-event': 'wait for an event (a wave)',
    'await-upload': 'receive the video',
    verify: 'check the video',
    jpeg: 'a JPEG picture',
    png: 'a PNG picture',
    ps: 'an MPEG program stream (PS)',
    ts192: 'MPEG-TS in packets of 192 bytes (M2TS, a time before each packet)',
    ts204: 'MPEG-TS in packets of 204 bytes',
    'late-ts': 'MPEG-TS behind something else',
    'obj.container:random': 'as even as encrypted data',
    'obj.container:accepted': 'MPEG-TS, fMP4 or MP4',
    annexb: 'a bare stream without container (Annex B)',
    text: 'text (an error message, perhaps)',
    empty: 'nothing',
    unknown: 'nothing that we know',
    'video.lost_pictures:picture': 'Picture',
    'video.lost_pictures:pictures': 'A run of pictures that begins with picture',
    'video.lost_pictures:key': 'Key frame',
    'video.lost_pictures:key_among': ', a key frame among them',
    'video.lost_pictures:no_key': '',
    'video.lost_pictures:next_key': 'the key frame at',
    'video.lost_pictures:whole_picture': 'the picture at',
    'video.lost_pictures:clip_end': 'the end of the clip at',
    'aac-latm': 'AAC in LATM',
    g711a: 'G.711 A-law',
    g711u: 'G.711 μ-law',
    private: 'private data that does not name its codec',
    'enc.undeclared:event_key': "the event's key opens it",
    'enc.undeclared:random': 'it looks random and its length is a multiple of 16',
    'enc.padding:zeros': 'it ends in zeros instead',
    'enc.padding:none': 'there is none at all',
    'enc.padding:cut': 'the last block is missing or changed',
    'enc.key:hex_text': 'it looks as if the hex text of the key was used as the key',
    'enc.key:zero': 'it looks as if a key of zeros was used',
    'enc.key:word_swapped': "it looks as if the key's bytes are swapped in each word",
    'enc.key:exchanged': 'it looks as if key and IV were exchanged',
    'enc.key:reversed': "it looks as if the key's bytes are in reverse order",
    'enc.key:unknown': "it is not this event's key",
    'enc.key:missing': 'there is no key to try',
    'enc.iv:word_swapped': 'you used the IV with its bytes swapped in each word',
    'enc.iv:reversed': 'you used the IV with its bytes in reverse order',
    'enc.iv:zero': 'you used an IV of zeros',
    'enc.iv:key': 'you used the key as the IV',
    'enc.iv:sequence': 'you used the segment number',
    'enc.iv:chained': 'you went on with the last block of the object before',
    'enc.iv:prefixed': 'you wrote the IV in front of the ciphertext',
    'enc.iv:unknown': 'you used another IV than the declared one',
    'enc.iv:missing': 'no IV was declared',
    'enc.mode:cenc': 'CENC (Common Encryption, as DRM uses it)',
    'enc.mode:plain_samples': 'samples that are not encrypted by themselves',
    'enc.iv_reused:once': 'an IV for each object',
    'ts.pcr:missing': 'no packet carries one',
    'ts.pcr:elsewhere': 'it is on another PID',
    'ts.pcr:present': 'a PCR on the PID that the PMT names',
    'ts.psi:late': 'come after the first picture or sound',
    'ts.psi:crc': 'carry a wrong checksum',
    'mp4.no_moov:no_init': 'the init segment is missing',
    'mp4.no_moov:not_finalised': 'the file was not finalised',
    'mp4.stss:missing': 'There is no stss, and players take pictures for key frames that are none',
    'mp4.stss:wrong': 'stss names pictures that are no key frames',
    'mp4.bomb:*': 'all boxes',
    'video.none:no_track': 'there is no video track',
    'video.none:no_frames': 'there is a video track without a single picture',
    'video.none:no_segments': 'no video segment was uploaded',
    'video.param_sets:missing': 'SPS and PPS are missing',
    'video.param_sets:no_vps': 'there are SPS and PPS, and no VPS',
    'video.param_sets:incomplete': 'pictures refer to an SPS or PPS that is not there',
    'video.param_sets:first_segment_only': 'SPS and PPS came in an earlier segment only',
    'video.param_sets:glued':
      'SPS and PPS of the next segment stand at the end of this one, its own at the end of the one before',
    'video.param_sets:damaged_entry': 'SPS or PPS in avcC or hvcC are damaged, and browsers read only these',
    'video.param_sets:damaged': 'SPS or PPS are damaged',
    'av.offset:sound': 'the sound is late',
    'av.offset:picture': 'the picture is late',
    'video.level:size': 'picture size',
    'video.level:rate': 'size and frame rate',
    'video.first_not_key:other': 'an ordinary P or B frame',
    'video.first_not_key:recovery': 'a recovery point',
    'video.first_not_key:cra': 'a CRA picture',
    'video.first_not_key:bla': 'a BLA picture',
    'video.first_not_key:later_segment': 'an ordinary P or B frame',
    'video.first_not_key:idr': 'an IDR frame',
    forbidden_bit: 'forbidden bit set',
    header: 'impossible NAL header',
    slice_header: 'unreadable slice header',
    parameter_set: 'unreadable parameter set',
    length: 'wrong NAL length',
    'video.nal:little_endian': 'lengths in little-endian order, where MP4 has big-endian',
    'video.nal:annexb': 'start codes in MP4, where lengths belong',
    'time.rate:sound': 'the sample clock of the sound',
    'time.rate:age': 'the ages (ageMs) of its objects',
    'time.rate:causality': 'the time since the trigger, into which so much video does not fit',
    'time.rate:arrival': 'the arrival of its segments',
    'time.rate:counter': 'All steps between the stamps are equal: they come from a counter, not from a clock.',
    'time.rate:uneven': 'The steps between the stamps differ: they come from a clock that runs at another speed.',
    'time.rate:ticks_90': 'The timescale is wrong by 90: ticks of 1 kHz are written as ticks of 90 kHz.',
    'time.rate:ticks_48':
      'The timescale is wrong by 48: ticks of 1 kHz are written as ticks of 48 kHz, the rate of the sound.',
    'time.rate:ticks_8':
      'The timescale is wrong by 8: ticks of 1 kHz are written as ticks of 8 kHz, the rate of the sound.',
    'time.rate:double':
      'Wrong by 2: every second frame is lost before it is stamped, or twice the real frame rate is stamped.',
    'time.rate:half':
      'Wrong by ½: half the real frame rate is stamped, or frames are fields that are stamped one by one.',
    'time.rate:binary': 'Wrong by 1024/1000: a second is counted as 1,024 ms.',
    'time.rate:night': 'The rate of the day (20) is stamped while the sensor delivers that of the night (15).',
    'time.rate:configured': 'No common factor: most likely a frame rate that is set and not reached.',
    'time.rate:exceeded':
      'No common factor: most likely more frames are delivered than the frame rate says that is stamped.',
    'time.rate:bound': 'That is a limit and no measurement: it names no factor.',
    'picture.uniform:green': 'green: brightness and colour are all zeros',
    'picture.uniform:grey': 'grey: brightness and colour are all 128',
    'picture.uniform:coloured': 'a colour that no light makes',
    'picture.uniform:plain': 'as a wall, fog or a light that blinds the lens',
    'snap.decode:no_start': 'it does not begin with the JPEG start marker',
    'snap.decode:no_end': 'the end marker is missing, so it was cut short',
    'snap.decode:marker': 'its markers are out of order',
    'snap.decode:no_scan': 'it holds no picture data',
    'snap.decode:else': 'its picture data cannot be decoded',
    'obj.unread:time': 'it took more processor time than an object of its size may',
    'obj.unread:memory': 'it took more memory than an object may',
    'obj.unread:nal_units': 'it has more than a million NAL units',
    'obj.unread:crash': 'our reader failed on it',
    'obj.unread:else': 'our reader failed on it',
    'decode.limit:clip_time':
      'the clip as a whole had used up the processor time that all its segments may take together',
    'snap.decode:clip_time': 'the snapshots together had used up their processor time',
    crash: 'the decoder crashed',
    time: 'it took more processor time than it may',
    asleep: 'the decoder stood still, used no processor time and gave no answer',
    memory: 'the memory limit was passed',
    frames: 'the frame limit was passed',
    'replay:nonce': 'its nonce is not the one of this run',
    'replay:fingerprint': 'its pictures were uploaded before',
    'obj.unread:read': 'read to its end',
    'obj.damaged:whole': 'a structure that holds to the end',
    'enc.missing:ciphertext': 'encrypted bytes',
    'enc.undeclared:plaintext': 'bytes without encryption',
    'enc.key:event_key': "this event's key",
    'enc.iv:declared': 'the declared IV',
    'ts.psi:first': 'PAT and PMT before picture and sound',
    'ts.psi:missing': 'none',
    'mp4.no_fragments:none': 'none',
    'video.none:pictures': 'a video track with pictures',
    'video.codec:accepted': 'H.264, H.265',
    'video.param_sets:sets_first': 'SPS and PPS before the pictures that need them',
    'audio.absent:clip': 'the whole clip is',
    'audio.absent:segment': 'this segment is',
    'audio.absent:announced': 'the sound that is announced',
    'audio.config:missing': 'it has none',
    'audio.config:cut': 'it is cut off',
    'audio.config:object_type': 'its object type is 0, which no codec has',
    'audio.config:rate': 'the index of its sampling rate is a reserved one',
    'audio.config:usable': 'an AudioSpecificConfig with object type and sampling rate',
    'audio.rate:played': '8, 11.025, 12, 16, 22.05, 24, 32, 44.1 and 48 kHz',
    'decode.limit:decoded': 'decoded to the end within the limits',
    'replay:fresh': 'footage recorded for this run',
    'flow.segment_missing:complete': 'every number',
    'flow.token_expired:valid': 'a token that is valid',
  },
};
