import type { CheckCode } from './catalogue.ts';

/** What all objects of a clip show together, and none by itself. */
const OF_THE_CLIP: readonly CheckCode[] = [
  'enc.none',
  'video.gop',
  'video.fps',
  'video.bitrate',
  'time.too_short',
  'time.rate',
  'time.clock',
  'av.offset',
  'av.length',
  'audio.silent',
  'audio.clipped',
  'picture.uniform',
  'picture.black',
  'picture.cast',
  'picture.no_motion',
  'picture.still',
  'picture.repeated',
  'picture.corrupt',
  'snap.missing',
  'replay',
];

/** No finding of this code is in one object. */
export const isOfTheClip = (code: CheckCode): boolean => OF_THE_CLIP.includes(code);

/** Errors after which a decoder reads something else than pictures, or too much of it. */
const NOT_DECODED: readonly CheckCode[] = [
  'obj.unread',
  'video.dims',
  'mp4.bomb',
  'mp4.offsets',
  'mp4.nal_length_size',
  'mp4.trun_flags',
  'ts.stream_type',
];

/** An object with a finding of this code is not decoded, so that nothing is found in it by decoding. */
export const isNotDecodedFor = (code: CheckCode): boolean => NOT_DECODED.includes(code);
