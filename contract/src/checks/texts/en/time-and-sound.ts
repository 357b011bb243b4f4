import type { ChecksTexts } from '../../texts.ts';

/** Of a jump that the program clock announces. */
const NEW_BASE = {
  cause:
    'The time base changes here, and discontinuity_indicator says so in the packet with the new PCR: encoder or muxer started again. MPEG-TS allows that, and players that read the flag follow; those in browsers do not, and stop at this frame or hang for as long as the jump is.',
  fix: 'Keep one time base from the first frame of an event to the last: go on from the last PCR and PTS after a restart. Else close the event there and open another one.',
};

const SEAM =
  'By its stamps the first frame of object {object} is decoded at {stamp} s, where {due} s was due: {measured} too early, and {backMs} before the last frame of the segment in front ({before} s).[origin? The first frame of the clip is stamped {origin} s.|]';

/** Of time stamps and sound. */
export const timeAndSound = {
  'time.missing': {
    title: 'Timestamps missing',
    sentence: 'Of the video PES packets, {measured} have no PTS.',
    cause: 'The muxer does not write a timestamp for every frame.',
    fix: 'Write PTS for every frame, and DTS too when there are B-frames.',
  },
  'time.duplicate': {
    title: 'Equal timestamps',
    sentence:
      'Of the pictures, {measured} have the timestamp of the one before ({count} in all).[due? The first time, {due} s was due, and it is {stamp} s again.|]',
    cause:
      'Two frames are stamped at once when a queue is emptied, the clock is too coarse, or the timer stands still.',
    fix: 'Stamp each frame when it is captured, from a monotonic clock finer than the frame interval; no two frames may share a timestamp.',
    mild: {
      sentence:
        'Of the pictures, {measured} have the timestamp of the one before ({count} in all): players drop or rewrite them.[due? The first time, {due} s was due, and it is {stamp} s again.|]',
    },
    when: {
      'why:no_duration': {
        title: 'Pictures last nothing',
        sentence:
          'By {table} each picture lasts 0, so that [frames?{count} of {frames} pictures have the timestamp of the one before|{measured} of the pictures have the timestamp of the one before ({count} in all)]: all of a fragment are to be shown at once, and then nothing until the next.',
        cause:
          'The duration (default_sample_duration in trex or tfhd, sample_duration in trun, sample_delta in stts) was left at 0.',
        fix: 'Write how long a picture lasts, in ticks of the timescale (mdhd): timescale ÷ frames a second[ticks?, which is {ticks} at 15 fps, since the timescale here is {timescale}|]. At an uneven rate write sample_duration for each entry of trun.',
      },
    },
  },
  'time.outlier': {
    title: 'Single timestamps are wrong',
    sentence: 'Pictures whose timestamp leaves the others and comes back: {measured}. The first is off by {seconds} s.',
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
  'time.display': {
    title: 'Pictures are to be shown before they are decoded',
    sentence:
      'Pictures whose PTS is earlier than their DTS: {measured}. The first has PTS {pts} s and DTS {dts} s, {earlyMs} later. Programs refuse to copy such a stream into MP4, and players shift it or drop pictures.',
    cause:
      'PTS and DTS are taken from two clocks or two starting points, or the delay for B-frames is added to DTS in place of PTS.',
    fix: 'Let no PTS be earlier than its DTS: without B-frames both are equal; with B-frames move the PTS later by as many pictures as the encoder reorders.',
    when: {
      'why:order': {
        title: 'B-frames without times of display',
        sentence:
          'Pictures that by their own numbers are shown before others decoded earlier: {measured}. The file has no composition offsets, so that each is to be shown when it is decoded: movement jerks back and forth.',
        cause: 'The encoder makes B-frames, and the muxer writes neither ctts nor composition offsets in trun.',
        fix: 'Write the difference of PTS and DTS of each picture into ctts (in fragments: sample_composition_time_offset of trun), or switch B-frames off.',
      },
      'why:equal': {
        title: 'B-frames with decoding times as PTS',
        sentence:
          'Pictures that by their own numbers are shown before others decoded earlier: {measured}. All PTS rise in the order of decoding, so that each is to be shown when it is decoded: movement jerks back and forth.',
        cause: 'The encoder makes B-frames, and the muxer writes the time of decoding into PTS.',
        fix: 'Write into PTS when a picture is shown and into DTS when it is decoded, both in each PES header, or switch B-frames off.',
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
      'cause:again': {
        title: 'One segment was sent twice',
        sentence:
          'Object {object} has the same content as object {twin}, so that the timestamps step back by {measured}.',
        cause: 'A retry took a new number, or the reading end of a ring buffer did not move on.',
        fix: 'Keep the number when an upload is tried again, and send each segment once.',
      },
      'cause:anew': {
        sentence: SEAM,
        cause: 'Each segment begins anew at the same time: the muxer is opened for each with a clock of its own.',
        fix: 'Let the stamps go on from segment to segment: subtract one starting time from all of them, that of the first segment.',
      },
      'cause:bits': {
        sentence:
          'At {at} of video a decoding time of {due} s was due, and it is {stamp} s. Between it and the frame before ({before} s) 2³² ticks of 90 kHz are lost, 47,721.86 s.',
        cause:
          'PTS and DTS are counted or written in 32 bits. In MPEG-TS they have 33, and begin again after 26.5 hours only.',
        fix: 'Compute stamps in 64 bits and write 33 of them, the three highest into the first byte of PTS and DTS; or begin at 0 with each recording.',
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
      'why:new_base': NEW_BASE,
    },
  },
  'time.gap': {
    title: 'Hole in the video',
    sentence: 'After {at} of video the next frame comes {measured} later; the limit is {limit}.',
    cause: 'Frames or a segment were lost, or time synchronisation moved the clock while recording.',
    fix: 'Take timestamps from a monotonic clock, and look for lost frames or segments around this time.',
    when: {
      'why:new_base': NEW_BASE,
      'why:even': {
        title: 'Every picture comes seconds after the one before',
        sentence:
          'By the time stamps {stepMs} pass from each picture to the next, up to {measured}; the limit is {limit}. That is no hole: all of them are so far apart.',
        cause:
          'The timescale that is declared (in MP4 that of mdhd, where 0 counts as 1) is smaller than the one in which the durations are counted: 1,000 is declared, and ticks of 90 kHz are written.',
        fix: 'Declare the timescale in which durations are counted: at 25 fps steps of 3,600 ticks need 90,000, steps of 512 ticks 12,800.',
      },
    },
  },
  'time.start': {
    title: 'File does not begin at 0',
    sentence: 'The file begins at {measured}; players show a wrong length or wait before the first picture.',
    cause: 'The muxer goes on counting from the file before, or from the start of the device.',
    fix: 'Subtract the time of the first frame, so that each MP4 file begins at 0.',
    when: {
      'why:edit_list': {
        title: 'Edit list begins behind the end',
        sentence:
          'The edit list (elst) of the pictures begins at {measured} of the track, which is {lengthMs} long: it shows none of them.',
        cause:
          'media_time of elst is in another timescale, mostly that of the movie (mvhd) or 90 kHz, or holds a time of the device, as that since it started.',
        fix: 'Write media_time in the timescale of the track (mdhd): the display time of the first frame that is to be shown, mostly 0 or that of one or two frames. Leave edts out if nothing is trimmed.',
      },
    },
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
      'By {by}, recording took {measured} the time that the stamps say: {stamped} frames a second are stamped, {delivered} were delivered. {factor} {stamps}[why? The stamps of the sound run at the same wrong speed.|]',
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
    when: {
      'measured:among_pictures': {
        title: 'Sound sent on the PID of the pictures',
        sentence:
          'The PID that the PMT names for the sound carries none; PES packets of sound (stream_id 0xC0 to 0xDF) stand among those of the pictures. The video is silent, and what decoders find behind a picture is no picture.',
        cause: 'One PID is written for both streams, or it is taken from a variable that was not set for the sound.',
        fix: 'Send the TS packets of the sound on the PID that the PMT names for it, with a continuity counter of its own.',
      },
    },
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
    when: {
      'measured:private_aac': {
        title: 'AAC announced as private data',
        sentence:
          'The PMT announces the sound as private data (stream type 0x06) without a descriptor that says which; it is {limit} with ADTS headers. Browsers leave it out, and the video is silent.',
        cause: 'The muxer has one stream type for all that is not video.',
        fix: 'Write stream type 0x0F for AAC with ADTS headers into the PMT, and compute its CRC_32 after that.',
      },
      'measured:named_aac': {
        title: 'AAC announced as another codec',
        sentence:
          'The PMT announces the sound as {named} (stream type {type}); it is {limit} with ADTS headers. Players start the wrong decoder, and the video is silent or full of noise.',
        cause: 'The stream type of the sound is fixed in the muxer, or was not changed with the encoder.',
        fix: 'Write stream type 0x0F for AAC with ADTS headers into the PMT, and compute its CRC_32 after that.',
      },
      'measured:private': {
        title: 'Sound announced as private data',
        cause: 'The PMT has stream type 0x06 for the sound, and no descriptor that names the codec.',
        fix: 'Use AAC with ADTS headers under stream type 0x0F.',
      },
    },
  },
  'audio.config': {
    title: 'AAC without a usable AudioSpecificConfig',
    sentence:
      'In MP4 the esds of the sound holds the AudioSpecificConfig, by which players set up their decoder; here {measured}. Browsers refuse the whole file, pictures too.',
    cause:
      'The muxer got the AAC without the encoder’s configuration (as when ADTS headers are taken off and esds is written before the first frame came), or esds was filled by hand.',
    fix: "Hand the encoder's own AudioSpecificConfig to the muxer before it writes moov, as DecoderSpecificInfo (tag 5) of esds[right?; for AAC LC at {entryHz}, as mp4a says, it is {right}|].",
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
    sentence: 'By its samples[rateHz? at {rateHz}|] the sound lasts {limit}, its timestamps span {measured}.',
    cause:
      'Frames are stamped when they are read, many at once, or the stamps count with another rate or frame length than the encoder.',
    fix: "Stamp each AAC frame 1024 samples after the one before, at the encoder's sampling rate; count the bytes of G.711.",
    when: {
      'why:twice': {
        title: 'Sound is sent twice',
        sentence:
          'PES packets of sound that come a second time right behind the first, with the same PTS and the same bytes: {count}. With them the sound is {measured} long, without {limit}: it stutters, and parts from the picture.',
        cause:
          'The reading end of the queue between sound encoder and muxer does not move on, or one frame is handed over by two callbacks.',
        fix: 'Hand each frame to the muxer once. Compare how many frames the sound encoder gives out with how many PES packets are written.',
      },
      'why:header': {
        title: 'ADTS headers and timestamps of the sound differ by a whole sampling rate',
        sentence:
          'At {rateHz}, as its ADTS headers say, the sound lasts {limit}. Its timestamps span {measured}: so long it would last at {fitsHz}.',
        cause:
          'The sampling_frequency_index of the ADTS headers is not that of the encoder: players go by it, and make noise of the sound or play it at another pitch. Or the headers are right, and all stamps are wrong by that factor.',
        fix: 'Compare sampling_frequency_index (bits 2 to 5 of the third byte of each header) with the rate that the encoder was opened with: {rateHz} is {old}, {fitsHz} is {new}. Where it is right, stamp each frame 1024 samples after the one before.',
      },
    },
  },
  'audio.decode': {
    title: 'Sound cannot be decoded',
    sentence:
      'In the sound {measured} of {frames} cannot be decoded[first?, frame {first} (counted from 0) first|]: players make noise of them, or fall silent.',
    cause:
      'The header (ADTS; in MP4 the esds) names another object type, sampling rate or number of channels than the encoder uses; or what stands between the headers is no AAC: encrypted by itself, a buffer that was used again, or cut in the wrong places.',
    fix: 'Compare the ADTS header or esds with the settings of the encoder first. Then see that frames of sound are not encrypted by themselves, are copied out of the encoder before its buffer is used again, and have exactly as many bytes as the encoder returned.',
    when: {
      'which:all': {
        sentence:
          'None of {frames} frames of sound can be decoded: players make noise of them, or fall silent. (The first and the last frame of each object are not counted, since a cut may have damaged them.)',
      },
    },
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
} satisfies ChecksTexts;
