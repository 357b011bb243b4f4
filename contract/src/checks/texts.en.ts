import type { CheckUnit } from './catalogue.ts';
import type { CheckTexts } from './texts.ts';

const grouped = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 2 });

/** Two values side by side are in the unit of the larger one. */
const isInSeconds = (value: number, beside: number): boolean => {
  const larger = Math.max(Math.abs(value), Math.abs(beside));
  return larger === 0 || larger >= 1000;
};

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
      return `${(value / 1000).toLocaleString('en-US', { maximumFractionDigits: 3 })} kHz`;
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

const IV_FIELD = 'in `iv` of the object’s declaration, as hex, and not in front of the ciphertext';
const SEAM =
  'By its stamps the first frame of object {object} is decoded at {stamp} s, where {due} s was due: {measured} too early, and {backMs} before the last frame of the segment in front ({before} s).[origin? The first frame of the clip is stamped {origin} s.|]';
const LOST =
  '[last?From {at} on, {missing} pictures are missing ({picture} to {last}{among})|{what} {picture} at {at} is missing]';
const GARBLED =
  '; the picture is garbled[fromMs? from {fromMs}|] until [ends?the end of the clip at {untilMs}, since no key frame follows|{until} {untilMs}]. [more?More gaps in the clip: {more}. |]In all {measured} of the clip are garbled[over?, at most {limit} are tolerated|].[shortMs? Without what is missing there are {shortMs} of footage, and at least {neededMs} is needed.|]';
const KEY_LOST = {
  title: '[single?Key frame lost|Key frames lost] between encoder and muxer',
  cause:
    'A key frame is several times as large as other pictures: a buffer or queue between encoder and muxer had no room for it and dropped it. All pictures that build on it show blocks and smears.',
  fix: 'Make room for the largest key frame in every buffer up to the muxer, or limit its size at the encoder. Never drop a key frame alone; when one is lost, ask the encoder for another at once.',
};

export const en: CheckTexts = {
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
    connected: 'online until the event is closed',
    grant: 'send the upload permission',
    'await-event': 'wait for an event (a wave)',
    'await-upload': 'receive the video',
    verify: 'check the video',
    ts: 'MPEG-TS',
    fmp4: 'fMP4',
    mp4: 'MP4',
    isobmff: 'MP4',
    jpeg: 'a JPEG picture',
    png: 'a PNG picture',
    mkv: 'Matroska',
    ps: 'an MPEG program stream (PS)',
    ts192: 'MPEG-TS in packets of 192 bytes (M2TS, a time before each packet)',
    ts204: 'MPEG-TS in packets of 204 bytes',
    'late-ts': 'MPEG-TS behind something else',
    'obj.container:random': 'as even as encrypted data',
    'obj.container:accepted': 'MPEG-TS, fMP4 or MP4',
    flv: 'FLV',
    avi: 'AVI',
    annexb: 'a bare stream without container (Annex B)',
    text: 'text (an error message, perhaps)',
    empty: 'nothing',
    unknown: 'nothing that we know',
    h264: 'H.264',
    h265: 'H.265',
    mpeg1: 'MPEG-1',
    mpeg2: 'MPEG-2',
    mpeg4: 'MPEG-4 Part 2',
    mp4v: 'MPEG-4 Part 2',
    av1: 'AV1',
    av01: 'AV1',
    vp09: 'VP9',
    h266: 'H.266',
    vp08: 'VP8',
    vvc1: 'H.266',
    vvi1: 'H.266',
    dvh1: 'Dolby Vision (H.265)',
    dvhe: 'Dolby Vision (H.265)',
    dva1: 'Dolby Vision (H.264)',
    dvav: 'Dolby Vision (H.264)',
    s263: 'H.263',
    h263: 'H.263',
    mjpa: 'Motion JPEG',
    mjpb: 'Motion JPEG',
    'video.codec:jpeg': 'Motion JPEG',
    'video.lost_pictures:picture': 'Picture',
    'video.lost_pictures:pictures': 'A run of pictures that begins with picture',
    'video.lost_pictures:key': 'Key frame',
    'video.lost_pictures:key_among': ', a key frame among them',
    'video.lost_pictures:no_key': '',
    'video.lost_pictures:next_key': 'the key frame at',
    'video.lost_pictures:whole_picture': 'the picture at',
    'video.lost_pictures:clip_end': 'the end of the clip at',
    apcn: 'ProRes',
    apch: 'ProRes',
    apcs: 'ProRes',
    apco: 'ProRes',
    ap4h: 'ProRes',
    m2v1: 'MPEG-2',
    jpeg2000: 'JPEG 2000',
    avs: 'AVS',
    avs2: 'AVS2',
    vc1: 'VC-1',
    SVQ3: 'Sorenson Video 3',
    aac: 'AAC',
    'aac-latm': 'AAC in LATM',
    mp3: 'MP3',
    g711a: 'G.711 A-law',
    g711u: 'G.711 μ-law',
    g722: 'G.722',
    g723: 'G.723.1',
    g729: 'G.729',
    ac3: 'AC-3',
    eac3: 'E-AC-3',
    opus: 'Opus',
    samr: 'AMR',
    sawb: 'AMR-WB',
    alac: 'Apple Lossless',
    flac: 'FLAC',
    sowt: 'PCM',
    twos: 'PCM',
    lpcm: 'PCM',
    ipcm: 'PCM',
    fpcm: 'PCM',
    raw: 'PCM',
    'ac-4': 'AC-4',
    dtsc: 'DTS',
    dtse: 'DTS',
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
    'enc.mode:ecb': 'AES-ECB',
    'enc.mode:ctr': 'AES-CTR',
    'enc.mode:cbc': 'AES-128-CBC',
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
    'enc.padding:pkcs7': 'PKCS#7',
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
    'audio.rate:played': '8, 11.025, 12, 16, 22.05, 24, 32, 44.1 and 48 kHz',
    'decode.limit:decoded': 'decoded to the end within the limits',
    'replay:fresh': 'footage recorded for this run',
    'flow.segment_missing:complete': 'every number',
    'flow.token_expired:valid': 'a token that is valid',
  },
  checks: {
    'obj.empty': {
      title: 'Empty object',
      sentence: 'The uploaded object has 0 bytes.',
      cause: 'The upload ran before the buffer was flushed.',
      fix: 'Ask for an upload target once encoded data is in the buffer, and never upload an object of 0 bytes.',
    },
    'obj.size': {
      title: 'Size differs from the declaration',
      sentence: '{measured} arrived, the device declared {limit}.',
      cause: 'The transfer broke off, or the buffer changed after its size was taken.',
      fix: 'Keep the buffer unchanged until the upload is done; when a PUT fails, send the whole object to the same target again.',
    },
    'obj.hash': {
      title: 'Hash differs from the declaration',
      sentence: 'The {algorithm} of what arrived is {measured}, the device declared {limit}.',
      cause: 'The data changed in transit, or the hash was taken before encryption.',
      fix: 'Hash the bytes as uploaded (after encryption) with MD5 and SHA-256; retry the PUT when they differ.',
    },
    'obj.container': {
      title: 'Another container',
      sentence:
        '[mixed?The objects of one clip have two containers: this one is {measured}, the others are {limit}.|The content is {measured}, not {limit}.]',
      cause:
        '[mixed?A file of another clip got among them, or the container was changed in mid-clip.|The muxer writes another format than the event says, or another file was taken.]',
      fix: '[mixed?Keep to one container from the first object to the last; two clips are checked one by one.|Write MPEG-TS, fMP4 or MP4 from the first byte on, and let the event’s container say which.]',
      when: {
        'measured:late-ts': {
          title: 'Foreign bytes before the MPEG-TS',
          sentence:
            '[foreignBytes?{foreignBytes} before the first TS packet do not belong to the video|Something else stands before the first TS packet][text?: {text}|].[again? Behind them the packets break off again (places: {again}).|][once? Behind them the packets go on to the end without a break.|]',
          cause:
            '[framing?The framing of an HTTP live stream (multipart boundary, part header or HTTP header) was written into the file together with the video.|A header of your own, or what was left in a buffer, was written into the file in front of the video.]',
          fix: '[framing?Take the video out of the HTTP framing before it is stored: without boundaries, headers and chunk sizes, so that the first byte is 0x47 and each 188th after it as well.|Store the video without that header: the first byte is 0x47, and each 188th after it as well.][again? Do so at each part, not only at the first.|]',
        },
      },
    },
    'obj.damaged': {
      title: 'Container damaged',
      sentence: 'From this place on the structure of the file makes no sense, and nothing behind it can be read.',
      cause: 'Memory was overwritten while muxing, or pieces were joined in the wrong order.',
      fix: 'Keep a copy of the file on the device, compare it with what arrived, and find the code that wrote this place.',
    },
    'obj.unread': {
      title: 'Not read to its end',
      sentence: 'The platform gave up reading this object: {measured}. Whether anything is wrong with it is not known.',
      cause:
        'It holds far more parts than footage of its length needs: NAL units, packets, entries of sample tables. Otherwise the fault is in our reader.',
      fix: 'Compare how many NAL units, packets and table entries there are with how many pictures. If that is as it should be, nothing has to change in the camera: keep the file and give it to the platform’s operator.',
    },
    'enc.none': {
      title: 'Video is not encrypted',
      sentence: 'The event declares no encryption, so its video is uploaded in the clear.',
      cause: 'Encryption is switched off while debugging.',
      fix: 'Switch AES-128 on before shipping: it protects the people in the picture.',
    },
    'enc.missing': {
      title: 'Declared encrypted, but in the clear',
      sentence: 'AES-128 was declared, yet the object is {measured} in the clear.',
      cause: 'Encryption is not switched on, or the buffer before encryption was uploaded.',
      fix: 'Upload the encrypted bytes; if encryption is off on purpose, declare encryption none.',
    },
    'enc.undeclared': {
      title: 'Encrypted, but not declared so',
      sentence: 'No encryption was declared, yet the content is encrypted: {measured}.',
      cause: 'The device encrypts without saying so when it opens the event.',
      fix: 'Declare encryption aes-128 and give the IV of every object.',
    },
    'enc.block': {
      title: 'Ciphertext is no multiple of 16 bytes',
      sentence: 'Left over at the end: {measured}; AES-CBC works in blocks of {limit}.',
      cause: 'The last block was not padded, or the upload was cut short.',
      fix: 'Pad with PKCS#7 before encrypting, and upload all of the ciphertext.',
    },
    'enc.padding': {
      title: 'Wrong padding',
      sentence: 'After decryption there is no valid PKCS#7 padding: {measured}.',
      cause: 'Padding is switched off or replaced by zeros in the crypto library, or the end was cut.',
      fix: 'Use PKCS#7; a length that is already a multiple of 16 gets one more block (16 bytes of 0x10).',
    },
    'enc.key': {
      title: 'Wrong key',
      sentence: "Decrypting with this event's key gives no known format: {measured}.",
      when: {
        'measured:missing': {
          title: 'No key',
          sentence: 'The object cannot be decrypted: {measured}.',
          cause: 'AES-128 was declared, and the key of the event is not at hand.',
          fix: 'Give the key of the event with its objects.',
        },
      },
      cause: 'The key of an earlier event was used, or the key was not decoded to 16 raw bytes.',
      fix: 'Take the key anew for each event and use its 16 raw bytes, not their text.',
    },
    'enc.iv': {
      title: 'Wrong IV',
      sentence:
        '[objects?The key is right, but the first 16 bytes of each of {objects} objects do not decrypt|The key is right, but the first 16 bytes do not decrypt]: {measured}.',
      cause: 'The object was encrypted with another IV than the one declared for it.',
      fix: `Draw a new random IV for each object, encrypt with it, and declare the same 16 bytes: ${IV_FIELD}.`,
      when: {
        'measured:missing': {
          title: 'No IV',
          sentence: 'The object cannot be decrypted: {measured}.',
          cause: 'The object came without the IV that it was encrypted with.',
        },
        'measured:key': {
          cause:
            'The IV argument of the cipher call is the key: the arguments are in the wrong order, or one buffer is used for both.',
          fix: `Hand the cipher the object’s own 16 random bytes as its IV, and declare the same bytes: ${IV_FIELD}.`,
        },
        'measured:zero': {
          cause:
            'The cipher was opened without an IV, which many libraries take for 16 zeros; or the buffer of the IV was filled afterwards.',
          fix: `Hand the declared 16 bytes to the cipher before it encrypts the first block; they stand ${IV_FIELD}.`,
        },
        'measured:sequence': {
          cause: 'The segment number is the IV, as HLS has it where none is named (RFC 8216, 5.2).',
        },
        'measured:chained': {
          cause:
            'The context of the cipher was kept from the object before, and CBC goes on from its last block of ciphertext.',
          fix: `Open the cipher anew for each object, with an IV of its own, and declare that: ${IV_FIELD}.`,
        },
        'measured:prefixed': {
          cause: 'The IV was written to the file before the ciphertext, as many examples of AES do.',
          fix: `Upload the ciphertext alone; the IV stands ${IV_FIELD}.`,
        },
        'measured:reversed': {
          cause: 'The 16 bytes were turned round as one number, at the cipher or when they were written as hex.',
          fix: `Declare the bytes in the order in which the cipher takes them: ${IV_FIELD}.`,
        },
        'measured:word_swapped': {
          cause:
            'The AES unit takes its IV in words of the other byte order (little endian), and the key was turned, the IV not.',
          fix: `Turn the bytes of each word of the IV as those of the key, and declare them in the order of AES: ${IV_FIELD}.`,
        },
      },
    },
    'enc.iv_reused': {
      title: 'IV used more than once',
      sentence: 'Objects that share an IV: {measured}.',
      cause: 'The IV is fixed, or is made once per event.',
      fix: 'Draw a new random IV for each object: equal beginnings are visible otherwise.',
    },
    'enc.mode': {
      title: 'Wrong cipher mode',
      sentence: 'The content was encrypted with {measured}; {limit} is required.',
      when: {
        'measured:cenc': {
          title: 'Encrypted inside the MP4 (CENC)',
          sentence:
            'The samples inside the MP4 are encrypted by themselves: {measured}. No player shows them without a licence server.',
          cause: 'The muxer has Common Encryption, that is DRM, switched on.',
          fix: 'Switch it off, so that the MP4 holds plain samples. What protects footage here is AES-128-CBC over each whole object, which the event then names.',
        },
      },
      cause: 'The crypto library defaults to another mode than CBC.',
      fix: 'Use AES-128-CBC over the whole object, with PKCS#7 padding.',
    },
    'ts.align': {
      title: 'TS packet cut off',
      sentence: 'Left over at the end: {measured}; MPEG-TS consists of packets of {limit}.',
      cause: 'The upload was cut short, or the buffer size is no multiple of 188.',
      fix: 'Write and upload whole packets; flush the muxer before a segment ends.',
    },
    'ts.sync': {
      title: 'TS sync lost',
      sentence: 'Places where a packet does not begin with the sync byte 0x47: {measured}. Nothing can be read there.',
      cause: 'Other data got in between, or the ring buffer was overwritten.',
      fix: "Check the ring buffer's pointers; never overwrite data that is still to be sent.",
    },
    'ts.psi': {
      title: 'PAT or PMT missing',
      sentence: 'The object has no usable PAT and PMT, so players find neither picture nor sound.',
      cause: 'The tables were written once when recording began, but not in later segments.',
      fix: 'Write PAT and PMT at the start of every segment.',
      mild: {
        title: 'PAT or PMT not as they should be',
        sentence: 'PAT and PMT {measured}.',
        cause: 'The muxer does not write the tables at the start of the segment, or computes their checksum wrongly.',
      },
    },
    'ts.stream_type': {
      title: 'PMT names another codec',
      sentence: 'The PMT announces {limit}, the stream is {measured}; players start the wrong decoder.',
      cause: 'The stream type in the PMT is fixed, or was not changed with the encoder’s setting.',
      fix: 'Write stream type 0x1B for H.264 and 0x24 for H.265, as the encoder is set, and compute the CRC_32 of the PMT after that.',
    },
    'ts.pcr': {
      title: 'No clock reference (PCR)',
      sentence:
        'There is no program clock where the PMT says: {measured}. Browsers play on, set-top boxes and some players do not.',
      cause: 'The muxer writes no PCR, or the PMT names another PID.',
      fix: 'Write a PCR at least every 100 ms on the PID that the PMT names, usually that of the video.',
    },
    'ts.continuity': {
      title: '[missing?TS packets lost|TS packets lost or out of order]',
      sentence:
        '[missing?The continuity counter of PID {pid} breaks once. Packets missing there: {missing} (or 16 more, or 32, since it counts to 15 only); the picture is garbled or stops.|Breaks of the continuity counter: {measured}. Packets are missing or out of order there, and the picture is garbled or stops.]',
      cause:
        '[missing?What the muxer had written was lost on its way through a buffer, the storage or the upload.|The muxer overran, packets were lost, or pieces were joined in the wrong order.]',
      fix: '[missing?Compare the file on the device with what arrived. If packets are missing in both, look for an overrun of the muxer’s output buffer; if only in what arrived, look at storage and upload.|Enlarge the muxer buffer, and compare the file on the device with what arrived to see at which step packets are lost or moved.]',
      when: {
        'breaks:once': {
          sentence:
            'The continuity counter of PID {pid} breaks once: {expected} was due, and {found} came. Packets missing there: {missing} (or 16 more, or 32, since it counts to 15 only); the picture is garbled or stops.',
        },
        'breaks:several': {
          sentence:
            'The continuity counter breaks {measured} times, first on PID {pid}: {expected} was due, and {found} came. Further breaks are at byte {others}. Packets missing in all, at least: {missing}; the picture is garbled or stops there.',
        },
        'breaks:order': {
          sentence:
            'Breaks of the continuity counter: {measured}, the first on PID {pid}: {expected} was due, and {found} came.[others? Further breaks are at byte {others}.|] Packets are out of order, or very many are missing; the picture is garbled or stops.',
          cause:
            'Pieces were joined in the wrong order, a ring buffer was overwritten before it was read, or a long piece was lost.',
          fix: 'Compare the file on the device with what arrived. If the device’s own is broken too, look at the muxer’s output buffer: its size, and the order in which its pieces are written; if only what arrived, look at storage and upload.',
        },
      },
    },
    'ts.pes_short': {
      title: 'PES packet incomplete',
      sentence: 'PES packets that are shorter than they say, or have no valid header: {measured}.',
      cause: 'The segment ended before a frame was written in full.',
      fix: 'Cut segments after a whole frame; the length of a video PES packet may be 0.',
    },
    'ts.tei': {
      title: 'TS packets flagged as faulty',
      sentence: 'Packets with transport_error_indicator set: {measured}.',
      cause: 'A link before the muxer reported errors, or packet headers were overwritten.',
      fix: 'A stream muxed on the device never needs this flag: check the code that writes packet headers.',
    },
    'ts.scrambled': {
      title: 'TS packets flagged as scrambled',
      sentence: 'Packets with scrambling bits set, which players cannot open: {measured}.',
      cause: 'Scrambling on TS level is on, or packet headers were overwritten.',
      fix: 'Switch TS scrambling off; encrypt the whole object with AES-128-CBC instead.',
    },
    'mp4.data_length': {
      title: 'Length of mdat is wrong',
      sentence: 'The box “mdat” says {measured}; with its header and all samples it takes {limit}.',
      cause: 'The length of mdat was written before its data were known, and not corrected.',
      fix: 'Write the length of mdat when all samples are in it, its header of 8 bytes included.',
    },
    'mp4.truncated': {
      title: 'MP4 cut short',
      sentence:
        'The file breaks off inside the box “{box}”, which lacks {measured}: nothing behind that place can be played.',
      cause: 'The upload broke off, or the file was still being written.',
      fix: 'Upload after the file is complete; with fragmented MP4 each segment can go as soon as it is written.',
      mild: {
        title: 'Last box of the MP4 is not whole',
        sentence: 'The box “{box}” lacks {measured}; all pictures and sounds are there.',
        cause: 'The length of the box was written too large, or its unused end was cut off.',
        fix: 'Write the length of each box when its content is complete.',
      },
    },
    'mp4.samples_missing': {
      title: 'Frame data missing from the file',
      sentence: 'Frames (samples) of which the data are not in the file: {measured}. Players stop there.',
      cause: 'The file was cut short, or offsets were counted from another file.',
      fix: 'Upload the whole file; in fragmented MP4 count offsets from the moof (default-base-is-moof).',
    },
    'mp4.no_moov': {
      title: 'No moov',
      sentence: 'Without moov, the index, nothing of the file can be played: {measured}.',
      cause: 'Power or recording stopped before the end, or the init segment was not uploaded.',
      fix: 'Use fragmented MP4 and upload the init segment first; upload a single MP4 only when it is finalised.',
    },
    'mp4.no_fragments': {
      title: 'No media fragments',
      sentence: 'There is only initialisation, no picture data (moof).',
      cause: 'A plain MP4 was uploaded as fMP4, or the fragments were not written.',
      fix: 'With fmp4 every video segment holds moof and mdat; declare a single MP4 as mp4.',
    },
    'mp4.sequence': {
      title: 'Fragment numbers jump',
      sentence: 'The fragment number is {measured}, {limit} was due.',
      cause: 'A fragment was lost, or segments were joined in the wrong order.',
      fix: 'Make sure that every moof is written and uploaded in order; its number rises by one.',
      mild: {
        cause: 'The muxer started counting anew; time goes on, so it plays.',
        fix: 'Let the number rise through the whole event.',
      },
    },
    'mp4.tfdt': {
      title: 'Fragment begins before 0',
      sentence:
        'Fragments with a negative decode time: {measured}, the first at {seconds} s. Players read it without a sign, centuries ahead.',
      cause:
        'The priming of AAC was subtracted from the time of the first fragment, or clocks of picture and sound were mixed.',
      fix: 'Begin tfdt at 0 or later, and trim the priming with an edit list.',
      mild: {
        title: 'Fragment without decode time',
        sentence: 'Fragments without tfdt, whose time players have to guess: {measured}.',
        cause: 'The muxer does not write the tfdt box.',
        fix: 'Write tfdt in every traf; seeking is exact then.',
      },
    },
    'mp4.trun_flags': {
      title: 'trun flags do not match its entries',
      sentence:
        '[fields?The flags {flags} promise {measured} an entry, and there are {limit}: {fields} is announced and not in the entries.|The flags {flags} and the entries of trun do not fit: one side has fields that the other one lacks.]',
      cause:
        '[fields?The muxer sets the flag of {fields}, and writes the entries without it.|The flags are fixed, and the muxer writes other fields than they announce.]',
      fix: '[right?Change the flags from {flags} to {right}: the entries are right as they are.|Set a flag of trun exactly for those fields that stand in every entry: 0x100 duration, 0x200 size, 0x400 flags, 0x800 composition offset.]',
    },
    'mp4.nal_length_size': {
      title: 'NAL length size is wrong',
      sentence:
        '[box?{box} says that the length before each NAL unit takes {measured}; in the samples it takes {limit}.|The sample entry and the samples have NAL lengths of different sizes.]',
      cause:
        'lengthSizeMinusOne is written as a fixed value, and does not fit what the muxer writes before each NAL unit.',
      fix: '[byte?The samples are right. Change lengthSizeMinusOne in {box}: the byte at offset {byte} from {old} to {new}.|Let lengthSizeMinusOne say the size that the lengths in the samples have, less one: 3 for four bytes.]',
    },
    'mp4.last_duration': {
      title: 'Last picture lasts far too long',
      sentence: 'The last picture is said to last {measured}; beside the others, {limit} would be the most.',
      cause: 'The duration of the last sample is not initialised, or computed from a next frame that never came.',
      fix: 'Give the last sample the duration of the one before.',
    },
    'mp4.stss': {
      title: 'Key frame table is wrong',
      sentence: '{cause}: {measured} of them. Seeking to them shows a garbled picture.',
      cause: 'The muxer writes no stss, or counts pictures differently from the encoder.',
      fix: 'List in stss exactly the IDR frames, counted from 1.',
    },
    'mp4.bomb': {
      title: 'Impossible number of entries',
      sentence: '“{box}” declares {measured} entries, the file has room for {limit}.',
      cause: 'The header is damaged.',
      fix: 'Check the code that writes this box: the count has to match what follows.',
    },
    'mp4.moov_at_end': {
      title: 'moov at the end of the file',
      sentence: 'moov comes after the picture data, so playback has to wait for the whole file.',
      cause: 'Muxers write moov last by default.',
      fix: 'Use fragmented MP4, or move moov to the front (fast start).',
    },
    'mp4.hev1': {
      title: 'H.265 tagged hev1',
      sentence: 'The sample entry is {measured}; Apple devices play {limit} only.',
      cause: 'The muxer defaults to hev1.',
      fix: 'Put VPS, SPS and PPS into hvcC and tag the sample entry hvc1.',
    },
    'video.none': {
      title: 'No video',
      sentence: 'There is no video to play: {measured}.',
      cause: 'Only sound was uploaded, or the video encoder did not start.',
      fix: 'Check that the encoder puts out frames and that they reach the segment.',
    },
    'video.codec': {
      title: 'Video codec not supported',
      sentence: 'The video is {measured}; supported are {limit}.',
      cause: 'The encoder is set to another format.',
      fix: 'Set the encoder to H.264 or H.265.',
    },
    'video.codec_mismatch': {
      title: 'Another video codec',
      sentence: 'The stream is {measured}; {limit} was expected.',
      cause: 'The codec was switched, and what the event says of it was not.',
      fix: "Fill in codec from the encoder's present setting when opening an event.",
    },
    'video.param_sets': {
      title: 'SPS or PPS missing',
      sentence: 'Players cannot set up their decoder: {measured}.',
      cause: 'The encoder puts out parameter sets once at start, and the pre-record buffer did not keep them.',
      fix: 'Repeat SPS and PPS (and VPS for H.265) before every IDR frame.',
    },
    'video.sps_not_first': {
      title: 'No SPS and PPS before the first key frame',
      sentence: 'Parameter sets come late: whoever starts at this segment misses its beginning.',
      cause: 'Parameter sets are not written together with the key frame.',
      fix: 'Begin every segment with SPS, PPS and an IDR frame.',
    },
    'video.first_not_key': {
      title: 'First frame is no key frame',
      sentence: 'The video begins with {measured}; players show nothing before the next key frame.',
      cause: 'The pre-record buffer was not cut at an IDR frame.',
      fix: 'Begin with the oldest IDR frame in the buffer, and drop what is before it.',
      mild: {
        title: 'Does not begin with an IDR frame',
        sentence:
          'This segment begins with {measured}: it plays on, but pictures are missing or late for whoever starts here.',
        cause: 'The encoder uses open GOPs or intra refresh, or the segment was not cut at an IDR frame.',
        fix: 'Begin every video segment with an IDR frame.',
      },
    },
    'video.sps_conflict': {
      title: 'Two different SPS',
      sentence: 'The sample entry says {limit}, the stream itself {measured}.',
      cause: 'avcC or hvcC was written for another setting of the encoder.',
      fix: 'Build avcC or hvcC from the parameter sets of the stream that is recorded.',
    },
    'video.dims': {
      title: 'Picture too large',
      sentence: 'The picture is {measured}, the limit is {limit}.',
      cause: 'The SPS is damaged, or the encoder is set too large.',
      fix: 'Set the encoder to a size within the limit.',
    },
    'video.dims_mismatch': {
      title: 'Another picture size',
      sentence: 'The picture is {measured}; {limit} was expected.',
      cause: 'The sub-stream was uploaded, or the SPS lacks cropping (1088 lines not cropped to 1080, for instance).',
      fix: 'Declare the width and height of the encoded picture, and write cropping into the SPS.',
    },
    'video.dims_change': {
      title: 'Picture size changes',
      sentence: 'The picture changes from {limit} to {measured}.',
      cause: 'Stream or quality was switched while recording.',
      fix: 'Keep one size within an event; to switch, close the event and open another.',
    },
    'video.profile': {
      title: 'Browsers cannot play this profile',
      sentence: 'The stream is {measured}; browsers play {limit}.',
      cause: 'The encoder is set to 10 bits, 4:2:2 or 4:4:4.',
      fix: 'Use Main or High profile with 8 bits and 4:2:0.',
      mild: {
        title: 'Video without colour information',
        sentence: 'The stream is {measured}; most players show it, but not all.',
        cause: 'The encoder switches to monochrome (4:0:0) at night.',
        fix: 'Use 4:2:0 at night too.',
      },
    },
    'video.level': {
      title: 'Level in the SPS is too low',
      sentence:
        'The SPS says level {limit}, this video needs {measured} for its {cause}; hardware decoders may refuse it.',
      cause: 'The level is a fixed value that was not raised with resolution or frame rate.',
      fix: 'Raise the encoder’s level to what this video needs, or let the encoder choose it.',
    },
    'video.reorder': {
      title: 'SPS makes decoders wait',
      sentence:
        'By the SPS up to {measured} pictures are held back before one is shown; no stream needs more than {limit}.',
      cause: 'The encoder writes the largest value instead of what it uses.',
      fix: 'Write max_num_reorder_frames (H.265: sps_max_num_reorder_pics) as it is: 0 without B-frames.',
    },
    'video.nal': {
      title: 'Coded stream damaged',
      sentence: 'Damaged NAL units: {measured} ({cause}). The picture is garbled or missing there.',
      cause: 'Encoder output was overwritten in memory, or the muxer wrote wrong lengths.',
      fix: 'Check how long encoder buffers stay valid; MP4 needs a 4-byte length before each NAL unit, MPEG-TS a start code.',
    },
    'video.lost_pictures': {
      title: 'Pictures lost between encoder and muxer',
      sentence: `${LOST}${GARBLED}`,
      cause:
        'Coded pictures were dropped before muxing, because the bitrate was too high, storage too slow or a ring buffer too small; all that build on them show blocks and smears.',
      fix: 'Lower the bitrate or enlarge the buffer. When a picture has to be dropped, drop all up to the next key frame, or ask the encoder for one; never drop a key frame alone.',
      mild: {
        title: '[single?A coded picture is lost|Coded pictures are lost]',
        cause:
          '[single?A coded picture was dropped before muxing, and those that build on it show blocks and smears.|Coded pictures were dropped before muxing, and those that build on them show blocks and smears.]',
        fix: 'Make sure that every picture reaches the file, above all key frames; when one has to be dropped, ask the encoder for a key frame.',
      },
      when: {
        'what:key': KEY_LOST,
        'what:opening_key': {
          ...KEY_LOST,
          sentence: `The key frame that opens object {object} (picture {picture}, at {at}) is missing${GARBLED}`,
        },
      },
    },
    'video.frame_num_gap': {
      title: 'Frames lost between encoder and muxer',
      sentence: 'Places where frames are missing (jumps of frame_num): {measured}; up to {limit} is fine.',
      cause: 'Frames were dropped before muxing, because the bitrate was too high or storage too slow.',
      fix: 'Lower the bitrate or enlarge the buffer; if frames must go, drop all up to the next IDR frame.',
      mild: {
        title: 'Now and then a frame is lost or repeated',
        sentence: 'Places where frame_num jumps or repeats: {measured}. The picture is wrong until the next key frame.',
        cause: 'A frame was dropped before muxing or came twice, or the encoder does not count frame_num as it should.',
        fix: 'Make sure that every frame reaches the file exactly once, above all IDR frames.',
      },
    },
    'video.gop': {
      title: 'Key frames so far apart that segments do not play alone',
      sentence:
        'No segment but the first begins with a key frame; up to {measured} pass between two of them. Nobody can seek, and recorders that cut at key frames store nothing.',
      cause: '“Smart codec” (H.264+, H.265+) stretches the GOP while nothing moves.',
      fix: 'Switch the smart codec off and set a fixed GOP with a key frame every 1–4 s, at the start of every segment.',
      mild: {
        title: 'Key frames too far apart',
        sentence: 'Up to {measured} pass between key frames; at most {limit} is advised.',
        cause: "The encoder's GOP is too long.",
        fix: 'Set a key frame every 1–4 s: seeking and starting become faster.',
      },
    },
    'video.fps': {
      title: 'Frame rate too low',
      sentence: 'The frame rate is {measured} on average; at least {limit} is advised.',
      cause: 'The rate drops at night, or the encoder is too slow.',
      fix: 'Set a minimum of 10 fps.',
    },
    'video.bitrate': {
      title: 'Bitrate very low',
      sentence: 'The bitrate is {measured} on average, below {limit}: the picture may be black or frozen.',
      cause: 'The lens is covered, the ISP did not start, or the bitrate is set wrongly.',
      fix: 'Check that there is a picture, and check the bitrate setting.',
    },
    'time.missing': {
      title: 'Timestamps missing',
      sentence: 'Of the video PES packets, {measured} have no PTS.',
      cause: 'The muxer does not write a timestamp for every frame.',
      fix: 'Write PTS for every frame, and DTS too when there are B-frames.',
    },
    'time.duplicate': {
      title: 'Equal timestamps',
      sentence: 'Of the pictures, {measured} have the timestamp of the one before ({count} in all).',
      cause:
        'Two frames are stamped at once when a queue is emptied, the clock is too coarse, or the timer stands still.',
      fix: 'Stamp each frame when it is captured, from a monotonic clock finer than the frame interval; no two frames may share a timestamp.',
      mild: {
        sentence:
          'Of the pictures, {measured} have the timestamp of the one before ({count} in all): players drop or rewrite them.',
      },
    },
    'time.outlier': {
      title: 'Single timestamps are wrong',
      sentence:
        'Pictures whose timestamp leaves the others and comes back: {measured}. The first is off by {seconds} s.',
      cause:
        'The timestamp is not initialised on one path of the encoder callback, or read while it is written (upper and lower half of 64 bits).',
      fix: 'Set the timestamp on every path that puts out a frame, and read 64-bit times in one piece.',
    },
    'time.mixed_sessions': {
      title: 'Times jump between two series',
      sentence:
        'The timestamps change {measured} times between two series, {seconds} s apart; each of them goes on by itself.[stamp? The first time, {due} s was due as decoding time, and it is {stamp} s ({before} s for the frame before).|]',
      cause:
        'After a reconnection the old stream still runs and both write to the same file; or the muxer takes its times from two bases in turn.',
      fix: 'Stop the old stream and empty its queue before the new one starts; give each session its own muxer. Where there is one stream only, look where the muxer takes its times from.',
      when: {
        'stream:one': {
          sentence:
            'The timestamps change {measured} times between two series, {seconds} s apart, while the pictures go on as one stream[pcr?, and so does the PCR in the same packet ({pcr} s)|].[stamp? The first time, {due} s was due as decoding time, and it is {stamp} s ({before} s for the frame before).|]',
          cause:
            'It is one stream, and its PTS and DTS are taken from two clocks in turn: two start times, or a clock that counts from the start of the device beside one that counts from the start of the recording.',
          fix: 'Take the start time once for each stream, from one clock, and compute PTS and DTS of every frame from it[pcr?, as is done for the PCR|]. Look for a second path through which frames reach the muxer.',
        },
      },
    },
    'time.no_dts': {
      title: 'B-frames without DTS',
      sentence:
        'Pictures whose decoding time is earlier than that of the picture before them in the file: {measured}. Those are the times at which they are shown.[due? Here it is {stamp} s; in even steps it would be {due} s.|]',
      cause: 'The encoder makes B-frames, and only their PTS was written, which is then taken for the decoding time.',
      fix: 'Write the encoder’s DTS beside the PTS, or switch B-frames off.',
      when: {
        'dts:copy': {
          title: 'DTS is a copy of PTS',
          sentence:
            'Pictures whose DTS is earlier than that of the picture before them in the file: {measured}. Each DTS has the value of the PTS, but B-frames are decoded in another order than they are shown.[due? Here DTS is {stamp} s; in even steps it would be {due} s.|]',
          cause: 'The encoder makes B-frames, and the muxer writes the PTS into both fields.',
          fix: 'Write the encoder’s own DTS into DTS: it grows from picture to picture and is never later than the PTS. Leave PTS as it is. Or switch B-frames off.',
        },
      },
    },
    'time.backwards': {
      title: 'Timestamps go backwards',
      sentence:
        '[stamp?At {at} of video a decoding time of {due} s was due, and it is {stamp} s, {measured} too early ({before} s for the frame before).|After {at} of video the timestamps step back by {measured}.]',
      cause:
        '[inside?The system clock was set back while recording, by time synchronisation (NTP), and timestamps are taken from it; or encoder or muxer started again, with another time base.|Time synchronisation (NTP) moved the clock while recording, segments are out of order, or each of them begins anew at 0.]',
      fix: '[inside?Take timestamps from a monotonic clock (CLOCK_MONOTONIC), never from the time of day, and go on from them when the encoder starts again.|Take timestamps from a monotonic clock that goes on from segment to segment, and upload segments in order.]',
      when: {
        'cause:anew': {
          sentence: SEAM,
          cause: 'Each segment begins anew at the same time: the muxer is opened for each with a clock of its own.',
          fix: 'Let the stamps go on from segment to segment: subtract one starting time from all of them, that of the first segment.',
        },
        'cause:order': {
          sentence: SEAM,
          cause: 'Segments are out of order: all times of this one are before those of an object in front of it.',
          fix: 'Number and upload segments in the order in which they were recorded.',
        },
        'cause:base': {
          sentence: SEAM,
          cause:
            'The step is at the first frame of a segment: the base from which its stamps count is read anew for each segment and is another one; or the system clock was set back (NTP) while the segments were changed.',
          fix: 'Read the base once, when recording begins, from a monotonic clock (CLOCK_MONOTONIC), and use it for all segments.',
        },
      },
    },
    'time.gap': {
      title: 'Hole in the video',
      sentence: 'After {at} of video the next frame comes {measured} later; the limit is {limit}.',
      cause: 'Frames or a segment were lost, or time synchronisation moved the clock while recording.',
      fix: 'Take timestamps from a monotonic clock, and look for lost frames or segments around this time.',
    },
    'time.start': {
      title: 'File does not begin at 0',
      sentence: 'The file begins at {measured}; players show a wrong length or wait before the first picture.',
      cause: 'The muxer goes on counting from the file before, or from the start of the device.',
      fix: 'Subtract the time of the first frame, so that each MP4 file begins at 0.',
    },
    'time.duration': {
      title: 'Duration differs from the declaration',
      sentence: 'The footage lasts {measured}, the device declared {limit}.',
      cause: 'Footage is missing, or the duration was estimated by wall clock.',
      fix: 'Compute the duration from the timestamps of the first and last frame.',
    },
    'time.too_short': {
      title: 'Footage too short',
      sentence: 'There are {measured} of footage, at least {limit} is needed.',
      cause: 'The event was closed too early, or recording stopped.',
      fix: 'Record as long as the upload permission asks for before closing the event.',
      mild: {
        sentence: 'There are {measured} of footage; a verification needs at least {limit}.',
        cause: 'One segment alone may well be so short.',
        fix: 'Judge the whole event to see whether it is long enough.',
      },
    },
    'time.rate': {
      title: 'Video plays at the wrong speed',
      sentence:
        'By {by}, recording took {measured} the time that the stamps say: {stamped} frames a second are stamped, {delivered} were delivered. {factor} {stamps}',
      when: {
        'by:causality': {
          sentence:
            'By {by}, recording took at most {measured} the time that the stamps say: {stamped} frames a second are stamped, at least {delivered} were delivered. {factor} {stamps}',
        },
      },
      cause:
        'Frames are counted in place of being timed, with the frame rate that is set and not the one that sensor and encoder deliver; or ticks are written in another timescale than they were counted in.',
      fix: 'Stamp each frame with the time of a monotonic clock at which it was captured, in the timescale that the muxer declares; do not count frames. Where ages were the evidence, check ageMs and preRecordMs too.',
    },
    'time.clock': {
      title: 'Device clock is off',
      sentence: "The device's clock differs from the platform's by {measured}; {limit} is tolerated.",
      cause: 'The clock was not synchronised after start.',
      fix: 'Synchronise before opening the first event, and fill in ageMs.',
    },
    'av.offset': {
      title: 'Picture and sound are shifted',
      sentence:
        '[late?From beginning to end, {late} by {measured}; the limit is {limit}.|From beginning to end, picture and sound are {measured} apart; the limit is {limit}.][sound? First PTS: sound {sound} s, picture {picture} s.|]',
      cause:
        '[constant?The distance stays the same: both run at one speed from different zero points. Each counts from its own start, one started later or has a pre-record buffer, or the delay of an encoder is in its stamps.|Picture and sound are timed by different clocks.]',
      fix: '[constant?Stamp both by one clock at the moment of capture, and take the same zero point off both, not each one’s own first stamp.|Use one clock for both.]',
    },
    'av.length': {
      title: 'Picture and sound differ in length',
      sentence: 'Picture and sound begin or end {measured} apart; at most {limit} is advised.',
      cause: 'One of them stopped early, or the sampling rate is not the one that the track states.',
      fix: 'Stop both together, and check the sampling rate.',
    },
    'audio.absent': {
      title: 'Sound announced, none there',
      sentence: 'Sound is announced, but {measured} without a single frame of it.',
      cause: 'The sound encoder did not run, or its frames do not reach the muxer.',
      fix: 'Hand sound to the muxer as long as the stream has it; a device without a microphone leaves the sound out of PMT and moov.',
    },
    'audio.adts': {
      title: 'AAC without ADTS headers',
      sentence: 'The AAC in MPEG-TS has no ADTS headers, so players cannot decode it.',
      cause: 'Raw AAC frames were written as the encoder put them out.',
      fix: 'Put the 7-byte ADTS header in front of every AAC frame.',
    },
    'audio.codec': {
      title: 'Audio codec not widely playable',
      sentence: 'The sound is {measured}; browsers may stay silent.',
      cause: 'The device uses a telephone codec or another one.',
      fix: 'Use AAC.',
    },
    'audio.rate': {
      title: 'Sound has another sampling rate than the file says',
      sentence:
        'The AudioSpecificConfig in esds says {measured}[entryHz?, mp4a says {entryHz}|]; by the sound itself it is {limit}. Players go by the AudioSpecificConfig: they make noise of the sound, stay silent or play it at another pitch.',
      cause: 'The AudioSpecificConfig in esds does not hold the rate that the encoder was opened with.',
      fix: "Write the encoder's own AudioSpecificConfig into esds[byte?: at offset {byte} change {old} to {new}|], and use its sampling rate as the timescale of the track.",
      mild: {
        title: 'Sampling rate that phones do not play',
        sentence: 'The sound has {measured}; phones play {limit}.',
        cause: 'The microphone runs at a rate that computers play and phones do not: they stay silent.',
        fix: 'Open the encoder with one of these rates; 16 kHz is enough for speech.',
      },
    },
    'audio.backwards': {
      title: 'Timestamps of the sound go backwards',
      sentence: 'After {at} the timestamps of the sound step back by {measured}; this happens {count} ×.',
      cause: 'Sound is stamped by a clock that was set meanwhile, or its packets are written out of order.',
      fix: 'Stamp sound by counting its samples from one start on a monotonic clock, and write it in the order of its stamps.',
    },
    'audio.gap': {
      title: 'Timestamps of the sound jump forward',
      sentence:
        '[opening?At the first sound of object {object} the stamps jump {measured} forward|After {at} the stamps of the sound jump {measured} forward], ahead of the picture[stamp?: {due} s was due, and it is {stamp} s|]. Players fall silent there, or start anew.',
      cause:
        '[opening?The base of the sound’s stamps is read anew for each segment; or its clock was set, or overflowed, just then.|The clock of the sound was set, or overflowed, in the middle of the clip.]',
      fix: 'Stamp sound by counting its samples from one start on a monotonic clock, on through all segments.',
      mild: {
        title: 'Hole in the sound',
        sentence:
          'After {at} the sound pauses for {measured} while the picture goes on[frames?; frames missing: {frames}|].[stamp? The last sound before it is stamped {before} s|][lastOffset? (byte {lastOffset})|][stamp?; {due} s was due next, and {stamp} s came.|][more? More such holes: {more}.|]',
        cause:
          '[counter?The continuity counter of the packets goes on across the hole, so the frames never reached the muxer: voice detection left them out, or they were lost between encoder and muxer.|Frames of sound were lost between encoder and muxer, or voice detection leaves them out.]',
        fix: "Enlarge the sound's queue; with voice detection, send encoded silence instead of nothing.",
      },
    },
    'audio.time': {
      title: 'Timestamps of the sound run at a wrong speed',
      sentence: 'By its samples the sound lasts {limit}, its timestamps span {measured}.',
      cause:
        'Frames are stamped when they are read, many at once, or the stamps count with another rate or frame length than the encoder.',
      fix: "Stamp each AAC frame 1024 samples after the one before, at the encoder's sampling rate; count the bytes of G.711.",
    },
    'audio.decode': {
      title: 'Sound cannot be decoded',
      sentence:
        'In the sound {measured} of {frames} cannot be decoded[first?, frame {first} (counted from 0) first|]: players make noise of them, or fall silent.',
      cause:
        'The header (ADTS; in MP4 the esds) names another object type, sampling rate or number of channels than the encoder uses; or what stands between the headers is no AAC: encrypted by itself, a buffer that was used again, or cut in the wrong places.',
      fix: 'Compare the ADTS header or esds with the settings of the encoder first. Then see that frames of sound are not encrypted by themselves, are copied out of the encoder before its buffer is used again, and have exactly as many bytes as the encoder returned.',
      mild: {
        title: 'Some sound cannot be decoded',
        cause: 'Some frames were cut or overwritten between encoder and muxer; it cracks there.',
      },
    },
    'audio.silent': {
      title: 'Sound is digital silence',
      sentence: 'For {measured} no sample of the sound differs from the others; a real microphone is never that quiet.',
      cause: 'The microphone is muted, not connected, or its driver delivers zeros.',
      fix: 'Look at the samples before the encoder, and at the gain of the microphone; where it is muted on purpose, nothing is wrong.',
    },
    'audio.clipped': {
      title: 'Sound is clipped',
      sentence: 'In {measured} of the seconds the sound is cut off at full scale; up to {limit} is usual.',
      cause: 'The gain of the microphone is too high, or samples are shifted to the wrong side.',
      fix: 'Lower the analog gain, or switch automatic gain control on.',
    },
    'decode.errors': {
      title: 'Decoding errors',
      sentence:
        'Pictures of this object that cannot be decoded without errors: {measured}; they are garbled or incomplete.[column? The decoder stops at macroblock column {column}, row {row} (16 × 16 pixels each, counted from 0).|]',
      cause:
        'Bytes of the pictures were changed or lost after the encoder had made them: by DMA, or in a buffer that was used again before it was sent.',
      fix: 'Check cache coherence between encoder buffers and DMA, and that nothing overwrites a picture that still waits to be sent. Keep a copy of what leaves the encoder and compare it with what arrived.',
    },
    'decode.limit': {
      title: 'Decoding does not finish',
      sentence: 'Decoding the clip failed twice: {measured}.',
      cause:
        'The stream takes far more than a normal video to decode; or its structure leads decoders into a wait without end, or a crash.',
      fix: 'Look at picture size and number of reference frames first, then play the same file with another decoder. Where ours stood still or crashed, look at the slice headers and the order of NAL units in the segment that is named, and keep the file for the platform’s operator.',
      when: {
        'measured:clip_time': {
          title: 'Not decoded to its end',
          sentence: 'The rest of the clip, from the segment that is named, was not decoded: {measured}.',
          cause:
            'Each segment that was tried kept within its own limits; together they take far more to decode than a normal video of this length.',
          fix: 'Look at picture size, frame rate and number of reference frames, and send fewer and shorter segments. If they are as they should be, keep the files for the platform’s operator.',
        },
      },
    },
    'picture.uniform': {
      title: 'One colour in place of a picture',
      sentence:
        '{measured} of the pictures show one colour and nothing else ({shade}), from {at} to {toMs} without a break.',
      cause:
        'The encoder reads a buffer that the sensor or the ISP never wrote to, or one that was freed: zeros are green in YUV, 128 is grey.',
      fix: 'Hand a buffer to the encoder only when the ISP has reported its frame as done; check addresses, stride and format (NV12, NV21) of the planes.',
      mild: {
        title: 'A plain picture without detail',
        sentence:
          'From {at} to {toMs} the picture is one plain colour ({shade}); it is so in {measured} of the pictures.',
        cause:
          'The lens looks at a wall from near by, into fog or into its own infrared light; or frames come before the ISP has started.',
        fix: 'Look at the picture at this time; if nothing stands in front of the lens, send only frames from after the start of the ISP.',
      },
    },
    'picture.black': {
      title: 'Picture is black',
      sentence: '{measured} of the pictures are black; the limit is {limit}.',
      cause: 'The lens cap is on, privacy mode is on, or the ISP did not start.',
      fix: 'Take off the cap and switch privacy mode off. If the lens is free, check that the ISP starts before the encoder; then verify again.',
      when: {
        'noise:none': {
          cause:
            'No lens cap: behind one a sensor still shows noise, and here every sample has the same value. Privacy mode draws this black, or the ISP did not start and the encoder reads a buffer that was only cleared.',
          fix: 'Switch privacy mode off. If it is off, see that the ISP starts before the encoder, and that the encoder is given the buffers that the ISP fills; then verify again.',
        },
        'noise:some': {
          cause:
            'The lens is covered (cap, mechanical shutter, a hand), or there is no light: the sensor works, as its noise shows.',
          fix: 'Take off the cap, open the shutter or switch a light on; at night see that the infrared light is on and its filter open. Then verify again.',
        },
      },
      mild: {
        title: 'Picture is black at times',
        sentence: 'From {at} to {toMs} the picture is black; it is so in {measured} of the pictures.',
        cause:
          'The exposure starts from zero, the infrared filter is switched, or frames come before the ISP has started.',
        fix: 'Begin to record when the exposure has settled, and look at what the device does at this time.',
      },
    },
    'picture.cast': {
      title: 'Everything has one tinge',
      sentence: 'From {at} to {toMs} the whole picture leans to one colour; it does so in {measured} of the pictures.',
      cause:
        'Cb and Cr are exchanged, one of their planes is missing or at a wrong address, or the white balance failed.',
      fix: 'Check the order of the colour planes (NV12 or NV21), their addresses and stride; then the white balance, and the infrared filter at night.',
    },
    'picture.no_motion': {
      title: 'Picture does not change',
      sentence:
        'From one picture to the next, no part changes by more than {measured} of 255 levels of brightness; motion is {limit} and more.',
      cause: 'The sensor froze and one frame is encoded again and again, or the hand was too far away.',
      fix: 'Wave 30–100 cm in front of the camera; if it stays the same, look at image capture.',
    },
    'picture.still': {
      title: 'Picture stands still for long',
      sentence: 'From {at} to {toMs}, for {measured}, nothing in the picture changes; {limit} are not unusual.',
      cause: 'Nothing moved in front of the camera, or image capture stopped while the encoder went on.',
      fix: 'Look whether something should have moved at this time; if so, check that the sensor goes on to deliver new frames.',
    },
    'picture.repeated': {
      title: 'Pictures are sent more than once',
      sentence:
        'Of {sent} pictures a second only {measured} are new, where each of them should be. The others repeat the one before, at regular intervals[count?: {count} in all|][thirdMs?, those at {firstMs}, {secondMs} and {thirdMs}, for instance|].',
      cause:
        'The sensor or the ISP delivers fewer frames than the encoder is set to, and frames are encoded twice to fill up. In low light that comes of a slow shutter: the exposure of one frame lasts longer than a frame may.',
      fix: 'Set sensor and encoder to the same frame rate, at night too, or limit the exposure time; repeated frames cost bitrate and show nothing.[thirdMs? Step through the video frame by frame at these times: the picture stays where it was.|]',
    },
    'picture.corrupt': {
      title: 'Picture is garbled',
      sentence:
        'Between {at} and {toMs} pictures are garbled: {measured} of the clip in all ({percent}%), where at most {limit} are tolerated.',
      cause:
        'Pictures were damaged or lost after encoding, and all that build on them show blocks and smears until the next key frame.',
      fix: 'Find where coded pictures are dropped or overwritten between encoder and upload; when one has to be dropped, drop up to the next key frame, or ask the encoder for one.',
      mild: {
        title: 'Part of the clip is garbled',
        sentence: 'Between {at} and {toMs} pictures are garbled: {measured} of the clip in all ({percent}%).',
        cause: 'A picture was damaged or lost after encoding, and those that build on it show blocks and smears.',
        fix: 'Look at what the device did at this time; when a picture has to be dropped, ask the encoder for a key frame.',
      },
    },
    'snap.missing': {
      title: 'No snapshot',
      sentence: 'The event has no snapshot.',
      cause: 'The firmware takes none, or its upload failed.',
      fix: 'Upload a JPEG when the event starts: lists show it as the cover.',
    },
    'snap.decode': {
      title: 'Snapshot cannot be opened',
      sentence: 'The snapshot is no valid JPEG: {measured}.',
      cause: 'It was uploaded before it was complete, or it is something else.',
      fix: 'Upload after JPEG encoding has finished; the file ends in FF D9.',
      when: {
        'by:limit': {
          title: 'Snapshot not looked at',
          sentence:
            'The platform gave up decoding the snapshot: {measured}. Whether anything is wrong with it is not known.',
          cause: 'It is far larger, or coded in more passes, than a snapshot needs; or there are very many of them.',
          fix: 'Send one baseline JPEG between 640×360 and 1920×1080. If it is one, keep the file for the platform’s operator.',
        },
      },
    },
    'snap.dims': {
      title: 'Snapshot has an unreasonable size',
      sentence: 'The snapshot is {width}×{height} ({measured}); the limit is {limit}.',
      cause: 'Its header is damaged, or the snapshot is set too large.',
      fix: 'Use between 640×360 and 1920×1080.',
    },
    'snap.size': {
      title: 'Snapshot too large',
      sentence: 'The snapshot has {measured}; at most {limit} is advised.',
      cause: 'JPEG quality or size is set too high.',
      fix: 'Lower one of them: 100–300 kB are enough.',
    },
    'snap.match': {
      title: 'Snapshot does not belong to the video',
      sentence: 'The snapshot resembles no frame of the video.',
      cause: 'The snapshot of an earlier event was uploaded.',
      fix: 'Clear the snapshot buffer when an event starts, and take the picture from the same stream.',
    },
    replay: {
      title: 'Not recorded for this run',
      sentence: 'The video does not belong to this verification: {measured}.',
      cause: 'An old buffer or file was uploaded again.',
      fix: 'After the upload permission has come, let the device detect motion by itself, record anew and upload that.',
    },
    'flow.offline_in_upload': {
      title: 'Offline in mid-upload',
      sentence: 'The device was offline between the opening of its event and the close.',
      cause:
        'It lost power, restarted or lost its network; a battery device may have gone to sleep before its upload ended.',
      fix: 'Look in the device’s log for a restart or a lost network at this time; a battery device sleeps only when the event is closed.',
    },
    'flow.event_not_closed': {
      title: 'Event not closed',
      sentence: 'The device did not close the event after uploading.',
      cause: 'The firmware leaves the step out, or went to sleep before it.',
      fix: 'Close the event after the last commit; a battery device sleeps only when that has succeeded.',
    },
    'flow.segment_missing': {
      title: '[one?Object missing|Objects missing]',
      sentence:
        '[one?Object number {measured} of the event never arrived.|Of the event’s objects (segments and snapshot) the numbers {measured} never arrived.][arrived? Those that arrived: {arrived}.|][asked? An upload target was asked for number {asked}, and no commit followed.|][unasked? No upload target was asked for.|][joined? The footage before and behind joins without a hole.|][holeMs? The footage jumps by {holeMs} there.|]',
      cause:
        '[asked?The PUT or the commit failed and was not repeated.|An upload failed and was not repeated, or a number was counted that no object has.]',
      fix: 'Upload in order; when one fails, repeat it rather than skip it.[joined? Where no footage is missing, count an object only once it is there: its number, and the number of objects at the close.|]',
    },
    'flow.commit_before_put': {
      title: 'Committed before the upload was done',
      sentence: 'Object {object} was committed before it had been uploaded.',
      cause: 'The device did not wait for the answer to its PUT.',
      fix: 'Commit after the PUT has succeeded.',
    },
    'flow.upload_after_end': {
      title: 'Upload after the permission ended',
      sentence:
        'The device went on uploading object {object} after its upload permission had ended; this data is not used.',
      cause: 'The device does not act on the end of its upload permission.',
      fix: 'When the upload permission ends or a request is refused, stop uploading and empty the queue.',
    },
    'flow.token_expired': {
      title: 'Token expired during the upload',
      sentence: "The device's token expired during the upload, and later requests were refused.",
      cause: 'The device did not renew its token in time.',
      fix: 'Renew the token before it expires, then go on with the objects that are left.',
    },
    'flow.event_too_long': {
      title: 'Event too long',
      sentence: 'The event reaches {measured}; the limit is {limit}.',
      cause: 'The device does not read maxFootageMs, or does not split an event while motion goes on.',
      fix: 'Close the event when it has maxFootageMs of footage (5 minutes where it names none), and open another if needed.',
    },
    'flow.no_pre_record': {
      title: 'No pre-record',
      sentence: 'The first segment holds {measured} from before the trigger; at least {limit} should be there.',
      cause: 'There is no ring buffer, or it was not used when the event began.',
      fix: 'Keep the last seconds of video and put them into the first segment.',
    },
  },
};
