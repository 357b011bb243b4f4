import type { ChecksTexts } from '../../texts.ts';

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

/** Of the coded video. */
export const video = {
  'video.none': {
    title: 'No video',
    sentence: 'There is no video to play: {measured}.',
    cause: 'Only sound was uploaded, or the video encoder did not start.',
    fix: 'Check that the encoder puts out frames and that they reach the segment.',
    when: {
      'measured:unannounced': {
        title: 'PMT names another PID than that of the video',
        sentence:
          'PID {pid} carries video, and no PMT names it; on the PIDs that are named there is none. Players find no picture.',
        cause: 'The muxer writes another PID into the PMT than it gives the packets of the video.',
        fix: 'Write the PID of the video packets into the PMT as elementary_PID, and as PCR_PID if they carry the PCR; compute its CRC_32 after that.',
      },
    },
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
    when: {
      'why:entry': {
        title: 'Sample entry names the other codec',
        sentence:
          'The sample entry is {measured} and holds {box}, the configuration of the other codec: players start the wrong decoder, and show nothing.',
        cause: 'The four letters of the sample entry are a constant that was not changed with the codec.',
        fix: 'Call the sample entry {limit}, as it goes with {box}; if {box} is what is wrong, write the one of the codec that is recorded.',
      },
    },
  },
  'video.param_sets': {
    title: 'SPS or PPS missing',
    sentence: 'Players cannot set up their decoder: {measured}.',
    cause: 'The encoder puts out parameter sets once at start, and the pre-record buffer did not keep them.',
    fix: 'Repeat SPS and PPS (and VPS for H.265) before every IDR frame.',
    when: {
      'measured:no_configuration': {
        title: 'No {box} in the sample entry',
        sentence:
          'The sample entry (in stsd) has no {box} box, so that nobody knows SPS and PPS, nor how the samples are to be read. Browsers and FFmpeg show nothing.',
        cause: 'moov was written before the encoder had put out SPS and PPS, or {box} was left out.',
        fix: 'Wait for the SPS and PPS (H.265: VPS too) of the encoder, put them into {box}, and write moov then.',
      },
      'measured:no_vps': {
        title: 'VPS missing',
        cause:
          'The muxer keeps SPS and PPS, as for H.264, and drops the VPS (NAL unit type 32) that the encoder puts out.',
        fix: 'Write VPS, SPS and PPS, in this order, before every IDR frame; in MP4 put all three into hvcC.',
      },
    },
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
    when: {
      'what:size': {
        title: 'Sample entry says another picture size',
        sentence:
          'The sample entry (avc1, hvc1) in stsd says {limit}, the pictures are {measured}. Decoders go by the pictures; players and editors that lay out by stsd stretch them or leave borders.',
        cause: 'Width and height in stsd are fixed, or those of another stream, as of the sub stream.',
        fix: 'Write width and height of the sample entry as the SPS has them, cropping subtracted, and tkhd to match.',
      },
    },
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
    when: {
      'why:swapped': {
        title: 'Bytes of the coded stream are swapped',
        sentence:
          'In the coded stream {cause}; turned round, it has start codes and parameter sets. As it is, players find no NAL unit.',
        cause:
          'The encoder’s output is copied by DMA, or over a bus, with words of the other byte order; the container around it is written by the processor and right.',
        fix: 'Set the byte order of the DMA channel or of the encoder’s output, or copy byte by byte: a picture begins with 00 00 00 01.',
      },
      'why:escaped_twice': {
        title: 'Emulation prevention bytes inserted twice',
        sentence:
          'Behind each 00 00 03 of the SPS stands another 03: the bytes that keep start codes out of the data were inserted a second time. Decoders take out one, and read wrong values and wrong pictures.',
        cause: 'The muxer inserts emulation prevention bytes into what the encoder has given out with them already.',
        fix: 'Take the NAL units as the encoder gives them out: they are byte strings already, and only start codes or lengths go in front.',
      },
      'cause:set_unused': {
        title: 'A parameter set that no picture uses is damaged',
        sentence:
          'Picture parameter sets (PPS) that cannot be read: {measured}. No slice names them, so that no picture is harmed.',
        cause:
          'The encoder gives out a PPS for something that is not in this stream, or the muxer writes old memory as one.',
        fix: 'Write only the parameter sets of this stream, each with all of its bytes. Some hardware decoders stop at one that they cannot read.',
      },
    },
  },
  'video.duplicate': {
    title: 'Pictures sent twice',
    sentence:
      'Pictures that stand in the stream twice, the second right behind the first and equal to it byte by byte: {measured}. [garbledMs?Decoders of H.264 add the changes of the second to what the first has made already, so that the picture is garbled from there until the next key frame: {garbledMs} of the clip.|Nothing is garbled by it: decoders leave the second out, or show it twice.]',
    cause:
      'The reading end of a queue or ring buffer between encoder and muxer did not move on, or a write was tried again though it had succeeded.',
    fix: 'Take each picture out of the buffer once, and move on as soon as it is written. Compare how many pictures the encoder gives out with how many the muxer writes.',
    when: {
      'why:seam': {
        title: 'Segment begins with the last picture of the one before',
        sentence:
          'The first picture of this segment is the last one of the segment before, byte by byte; its own first picture comes behind it.[garbledMs? Decoders of H.264 add its changes twice: {garbledMs} of the clip are garbled.|] Whoever starts here cannot show the first picture.',
        cause:
          'When a segment ends, its last picture is not taken out of the buffer, and is written again at the start of the next.',
        fix: 'Close a segment before the key frame that begins the next one, with each picture in one of the two only.',
      },
    },
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
    when: {
      'why:fast': {
        title: 'Time stamps of the pictures run far too fast',
        sentence:
          'By their stamps {measured} are shown, which no camera takes: the whole video is over at once.[slower? In ticks of 1 kHz it would be {slower} frames a second.|]',
        cause: 'Stamps in milliseconds are written as PTS and DTS, which count 90 kHz; or the timescale is too large.',
        fix: 'Write PTS = milliseconds × 90 in MPEG-TS; in MP4 let mdhd name the timescale that the durations are counted in.',
      },
    },
  },
  'video.bitrate': {
    title: 'Bitrate very low',
    sentence:
      'The bitrate is {measured} on average, below {limit}: the picture may be black, or show nothing that moves.',
    cause: 'The lens is covered, the ISP did not start, or the bitrate is set wrongly.',
    fix: 'Check that there is a picture, and check the bitrate setting.',
  },
} satisfies ChecksTexts;
