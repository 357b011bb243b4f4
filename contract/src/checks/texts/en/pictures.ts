import type { ChecksTexts } from '../../texts.ts';

/** Of decoded pictures and snapshots. */
export const pictures = {
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
} satisfies ChecksTexts;
