import type { ChecksTexts } from '../../texts.ts';

/** Of MPEG-TS and MP4. */
export const containers = {
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
    when: {
      'measured:exchanged': {
        title: 'PMT exchanges picture and sound',
        sentence:
          'On the PID that the PMT calls the pictures’ there is AAC with ADTS headers, and on that of the sound there are pictures: each has the other’s PID or stream type. Players show nothing.',
        cause: 'The entries of the PMT are in another order than the PIDs, or the two stream types were exchanged.',
        fix: 'Give each entry of the PMT the PID on which its stream is sent: 0x1B (H.264) or 0x24 (H.265) to that of the pictures, 0x0F to that of the AAC; compute the CRC_32 after that.',
      },
    },
  },
  'ts.pcr': {
    title: 'No clock reference (PCR)',
    sentence:
      'There is no program clock where the PMT says: {measured}. Browsers play on, set-top boxes and some players do not.',
    cause: 'The muxer writes no PCR, or the PMT names another PID.',
    fix: 'Write a PCR at least every 100 ms on the PID that the PMT names, usually that of the video.',
    when: {
      'measured:at_27_mhz': {
        title: 'PCR runs 300 times too fast',
        sentence:
          'The base of the program clock runs 300 times as fast as the time stamps: its 33 bits count ticks of 27 MHz. Browsers play on; set-top boxes and players that go by the PCR stall or drop frames.',
        cause:
          'The count of 27 MHz is written into program_clock_reference_base as it is, though the base counts 90 kHz and only the extension counts 27 MHz.',
        fix: 'Divide: base = count / 300 (33 bits), extension = count % 300 (9 bits).',
      },
      'measured:stands': {
        title: 'PCR stands still',
        sentence:
          'The program clock says the same in every packet, while the pictures go on. Browsers play on; set-top boxes and players that go by the PCR stall.',
        cause: 'The PCR is written once into a template of the packet, or taken from a clock that is not read again.',
        fix: 'Write into each PCR the time at which its packet is due, a little before the DTS of the picture that it begins.',
      },
      'measured:ahead': {
        title: 'PCR is ahead of the pictures',
        sentence:
          'The program clock is at least {aheadMs} ahead of the decoding times of the pictures beside it: by it each picture comes when it should have been decoded long since. Browsers play on; set-top boxes and players that go by the PCR drop such pictures.',
        cause:
          'PCR and PTS have different starting points, or the PCR is taken when the packet is sent, from another clock.',
        fix: 'Derive PCR, PTS and DTS from one clock: PCR = DTS of the picture minus the time that the decoder may buffer, as 0.1 to 0.7 s.',
      },
    },
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
      'breaks:joined': {
        title: 'Two recordings in one object',
        sentence:
          'From here on the continuity counters of all PIDs ({pid} first) are back at the values that they began with: this is another recording and no lost packets, and its times have another start.',
        cause: 'Encoder or muxer started again meanwhile, and wrote on into the same segment.',
        fix: 'Begin another segment after a restart and let the times go on from the one before, or begin a new event.',
      },
      'breaks:standing': {
        title: 'Continuity counter does not count',
        sentence:
          'The continuity counter stays at {found} from packet to packet, first on PID {pid}, and {measured} times in all. No packets need be missing, but whoever checks the counter takes each of these for lost or sent twice.',
        cause:
          'The muxer writes the counter as a constant, or copies each packet header from one and the same template.',
        fix: 'Count continuity_counter up by 1, modulo 16, with every packet that has a payload, for each PID by itself.',
      },
      'breaks:shared': {
        title: 'One continuity counter for all PIDs',
        sentence:
          'The counter breaks where a packet of another PID came between, first on PID {pid} ({expected} was due, {found} came), and {measured} times in all: it goes on from packet to packet whatever their PID. No packets need be missing, but whoever checks the counter takes them for lost.',
        cause: 'The muxer keeps one continuity_counter in place of one for each PID.',
        fix: 'Keep a counter for each PID (PAT, PMT, pictures, sound), and count it up by 1, modulo 16, with each packet of that PID that has a payload.',
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
  'ts.duplicate': {
    title: 'TS packets sent twice',
    sentence:
      'Packets that come a second time right behind the first, with the same continuity counter: {measured}, first on PID {pid}. ISO/IEC 13818-1 allows that, but FFmpeg and most players in browsers do not look at the counter: they take the data twice, and the picture is garbled there.',
    cause: 'A write was tried again though the packet had gone out already, or the muxer repeats packets on purpose.',
    fix: 'Write each packet once; after a write that was cut short, go on from the byte that was reached. The judge leaves the second ones out before it decodes.',
  },
  'ts.pes_short': {
    title: 'PES packet incomplete',
    sentence: 'PES packets that are shorter than they say, or have no valid header: {measured}.',
    cause: 'The segment ended before a frame was written in full.',
    fix: 'Cut segments after a whole frame; the length of a video PES packet may be 0.',
    when: {
      'why:cut': {
        title: 'Segment cut in the middle of a frame',
        sentence:
          'The last frame of this object is not whole: TS packets of it at the beginning of the next object: {packets}. Each object is played and fetched by itself, and this frame is garbled or missing.',
        cause: 'The stream is cut by size or by time, at any TS packet, and not where a frame ends.',
        fix: 'Begin a new segment only in front of a key frame: end the PES packet of the frame before, then write PAT, PMT and the key frame with payload_unit_start_indicator.',
      },
      'why:length': {
        title: 'PES_packet_length is too small',
        sentence:
          'PES packets that carry more than PES_packet_length says: {measured}. The first says {saidBytes} with its header of 6 bytes, and carries {carriedBytes}. Some players take the rest for the next packet, or throw it away: the picture is garbled there.',
        cause:
          'The length leaves out the optional header (flags, PTS, DTS), or was cut to 16 bits where a key frame has more than 65,535 bytes.',
        fix: 'PES_packet_length = 3 + PES_header_data_length + data. For video write 0, which means “up to the next one”, and always where it does not fit into 16 bits.',
      },
      'why:unfinished': {
        title: 'Segments end before their last frame is whole',
        sentence:
          'The last frame of this object is cut off, as in other objects of the clip, and its rest comes nowhere: it is garbled or missing each time.',
        cause:
          'The segment is closed while the last frame is still being written, or the muxer is not flushed before the file is read.',
        fix: 'Close a segment when the frame before the next key frame has been written in full: flush the muxer, then read the file.',
      },
      'why:no_start': {
        title: 'No packet begins a frame',
        sentence:
          'None of {measured} TS packets of the pictures has payload_unit_start_indicator set. Without it players find no PES packet, and show nothing.',
        cause: 'The muxer never sets the bit in the header of the packet in which a PES packet begins.',
        fix: 'Set payload_unit_start_indicator (0x40 in the second byte) in the first TS packet of each PES packet, and in no other.',
      },
    },
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
    when: {
      'why:exchanged': {
        title: 'mdat of another segment',
        sentence:
          'The moof of this segment describes {measured} of data, its mdat holds {limit}; the data of that length are in object {other}. Pictures are looked for where there are none.',
        cause:
          'moof and mdat of a segment are made in two buffers or by two threads, and two segments took each other’s mdat.',
        fix: 'Keep moof and mdat of a segment together from the moment its sizes are counted until it is sent: one buffer or one record for both.',
      },
      'why:again': {
        title: 'mdat of another segment once more',
        sentence:
          'The moof of this segment describes {measured} of data, its mdat holds the {limit} that are in object {other} already. Pictures are looked for where there are none, and the data of this segment are lost.',
        cause:
          'The buffer of mdat was not filled anew, or was not exchanged for the next one, before this segment was written.',
        fix: 'Take a new buffer for the data of each segment, or empty it when a segment is sent; write moof and mdat from the same record.',
      },
    },
  },
  'mp4.truncated': {
    title: 'MP4 cut short',
    sentence:
      'The file breaks off inside the box “{box}”, which lacks {measured}: nothing behind that place can be played.',
    cause: 'The upload broke off, or the file was still being written.',
    when: {
      'why:middle': {
        title: 'Bytes are missing from the middle of the MP4',
        sentence:
          'In the picture that begins here, or right behind it, {measured} are missing: what comes behind is there, and stands so far in front of where the tables say. Nothing from here on can be played.',
        cause:
          'A block was not written or not sent: a write that came back short, a buffer that was skipped, or a part of the upload that was left out.',
        fix: 'Compare the file on the device with what arrived. If it lacks the bytes too, look at the return value of each write() and go on from what was written; if not, look at how the parts of an upload are put together.',
      },
    },
    fix: 'Upload after the file is complete; with fragmented MP4 each segment can go as soon as it is written.',
    mild: {
      title: 'Last box of the MP4 is not whole',
      sentence: 'The box “{box}” lacks {measured}; all pictures and sounds are there.',
      cause: 'The length of the box was written too large, or its unused end was cut off.',
      fix: 'Write the length of each box when its content is complete.',
    },
  },
  'mp4.offsets': {
    title: 'Offsets of the samples are wrong',
    sentence:
      'By stco or co64 the first picture begins {measured} into the file; it begins at {limit}, {shiftBytes} away. What these offsets lead to is no picture.',
    cause: 'The offsets were computed before the boxes in front of the data were written or changed, and not updated.',
    fix: 'Write stco or co64 when the place of the data is known; each entry counts from the start of the file.',
    when: {
      'table:tracks': {
        title: 'Tracks are exchanged',
        sentence:
          'In the fragments the track_ID of the pictures stands above the sound, and that of the sound above the pictures. Decoders get the other’s data: nothing is shown, and there is noise.',
        cause: 'moov numbers the tracks in another order than the code that writes fragments.',
        fix: 'Let tfhd and trex name each track by the track_ID that its tkhd in moov has.',
      },
      'table:moved': {
        cause:
          'moov was moved in front of the data (fast start), and stco or co64 was not updated: the difference is exactly the length of moov.',
        fix: 'When moov is moved in front of the data, add its length to every entry of stco or co64.',
      },
      'table:trun': {
        sentence:
          'By the fragment header (tfhd, trun) the first picture begins {measured} into the object; it begins at {limit}, {shiftBytes} away. What these offsets lead to is no picture.',
        cause:
          'data_offset of trun (or base_data_offset of tfhd) was not computed from the final length of moof, leaves the header of mdat out, or another box was put in front later.',
        fix: 'Use default-base-is-moof: data_offset counts from the first byte of moof, and is the length of moof, plus the header of mdat (8 bytes), plus the place of this track’s data in mdat.',
      },
    },
  },
  'mp4.samples_missing': {
    title: 'Frame data missing from the file',
    sentence: 'Frames (samples) of which the data are not in the file: {measured}. Players stop there.',
    cause: 'The file was cut short, or offsets were counted from another file.',
    fix: 'Upload the whole file; in fragmented MP4 count offsets from the moof (default-base-is-moof).',
    when: {
      'why:no_mdat': {
        title: 'Segment without mdat',
        sentence:
          'The moof of this segment describes {measured} frames (samples), and there is no mdat: the segment is a header without data.',
        cause: 'The writing of mdat failed or was left out, or the segment was sent when only its moof was written.',
        fix: 'Write mdat right behind its moof, look at what write() returns, and send a segment when both are in it.',
      },
    },
  },
  'mp4.no_moov': {
    title: 'No moov',
    sentence: 'Without moov, the index, nothing of the file can be played: {measured}.',
    cause: 'Power or recording stopped before the end, or the init segment was not uploaded.',
    fix: 'Use fragmented MP4 and upload the init segment first; upload a single MP4 only when it is finalised.',
    when: {
      'measured:in_pieces': {
        title: 'moov is in pieces',
        sentence:
          'Here begins a second moov that is no whole one: it has no mvhd, and what it holds belongs into the first. Players read the first moov only, and miss what is in the others.',
        cause: 'Each track, or mvex, was written with a moov of its own around it.',
        fix: 'Write one moov with mvhd, all tracks (trak) and, for fragments, mvex in it.',
      },
      'measured:no_mvex': {
        title: 'moov does not announce fragments',
        sentence: 'moov has no mvex box, so that players look for no fragments (moof), and show nothing of them.',
        cause: 'moov was written as for a plain MP4.',
        fix: 'Write mvex into moov, with a trex for each track.',
      },
      'measured:no_trex': {
        title: 'A track has no trex',
        sentence:
          'mvex has no trex for each track of moov: browsers refuse the file, and FFmpeg reads none of the fragments of that track.',
        cause: 'mvex was written for one track only, or its trex names another track_ID.',
        fix: 'Write a trex into mvex for each track, with the track_ID of its tkhd.',
      },
    },
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
    when: {
      'why:again': {
        title: 'A fragment stands twice',
        sentence:
          'The fragment with number {measured} comes a second time, where {limit} was due: picture and sound play a piece again.',
        cause: 'It was written or sent again after a failure, and the first copy was not taken back.',
        fix: 'Go back to where the fragment began before writing it again, or drop numbers that were there already.',
      },
      'why:order': {
        title: 'Fragments in the wrong order',
        sentence: 'The fragment number is {measured} where {limit} was due, and {limit} comes behind it.',
        cause: 'Fragments are written by several threads or queues that do not wait for one another.',
        fix: 'Write fragments in the order of their numbers, each when the one before is whole.',
      },
      'why:joined': {
        title: 'Two recordings in one file',
        sentence:
          'Fragment numbers fall back to {measured} where {limit} was due: another recording begins here, and its times begin anew.',
        cause: 'Encoder or muxer started again meanwhile, and wrote on into the same file.',
        fix: 'Begin a new file, and a new event, after a restart; or let numbers and tfdt go on from the recording before.',
      },
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
    when: {
      'stands:stands': {
        title: 'Every fragment has the same tfdt',
        sentence:
          'Fragments behind the first whose tfdt (baseMediaDecodeTime) is that of the first, {seconds} s, and not where the one before ended: {measured}. Players lay them over one another, or jump back each time.',
        cause: 'The muxer does not add up what it has written, and writes one value, mostly 0, into every tfdt.',
        fix: 'Let tfdt be the sum of the durations of all earlier samples of its track; sound and pictures each have their own timescale.',
      },
      'why:unit': {
        title: 'tfdt of the pictures is not counted in its timescale',
        sentence:
          'Fragments whose tfdt (baseMediaDecodeTime) is where they should begin in ticks of {other} a second, while the track has a timescale of {own}, in which their durations are right: {measured}. Players jump or stall at each of them.',
        cause:
          'tfdt is taken from a running time in another unit (1,000: milliseconds; 1,000,000: microseconds; 90,000: the clock of MPEG-TS) and not converted.',
        fix: 'Let tfdt be the sum of the durations of all earlier samples of its track; or convert: tfdt × {own} / {other}.',
      },
      'why:timescale': {
        title: 'tfdt of the pictures is counted in ticks of the sound',
        sentence:
          'Fragments whose tfdt (baseMediaDecodeTime) is where they should begin in ticks of {other} a second, while the track of the pictures has a timescale of {own}: {measured}. Players jump or stall at each of them, and sound and pictures part.',
        cause: 'One running time is kept in the timescale of the sound, and written into the tfdt of both tracks.',
        fix: 'Let each track add up the durations of its own samples in its own timescale (mdhd); or convert: tfdt × {own} / {other}.',
      },
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
    cause:
      'The duration of a sample is computed from the frame that comes next, and for the last one none comes: the field keeps what was in memory, or a difference below 0 is written as a huge number without sign.',
    fix: 'When recording ends, give the last sample the duration of the one before.',
    when: {
      'why:time': {
        sentence:
          'The last picture is said to last {measured}; beside the others, {limit} would be the most. That is no length but the time at which it stands.',
        cause:
          'The duration of a sample is the time of the next frame less its own; where none comes, its own time is written, or 0 is taken off.',
      },
    },
  },
  'mp4.stss': {
    title: 'Key frame table is wrong',
    sentence: '{cause}: {measured} of them. Seeking to them shows a garbled picture.',
    cause: 'The muxer writes no stss, or counts pictures differently from the encoder.',
    fix: 'List in stss exactly the IDR frames, counted from 1.',
    when: {
      'cause:zero': {
        title: 'Key frame table is counted from 0',
        sentence:
          'stss has an entry of 0, and no frame has that number: frames are counted from 1. Entries that are no key frame: {measured}. Seeking to them shows a garbled picture, or nothing.',
        cause: 'The muxer writes the index of each key frame in its own list, which begins at 0.',
        fix: 'Add 1 to every entry of stss: the first frame has number 1.',
      },
    },
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
} satisfies ChecksTexts;
