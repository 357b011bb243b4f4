import type { CheckCode } from '@kaitong/contract/checks';

/**
 * Broken clips whose own code is no headline, by name, and the headline below which it stands. Pictures that are seen to be
 * garbled are so by something, which is what has to be repaired: damage that the decoder names, or a picture that is missing.
 */
export const consequences: Readonly<Record<string, CheckCode | undefined>> = {
  'most pictures overwritten, H.264, base: MPEG-TS and AAC': 'decode.errors',
  'most pictures overwritten, H.265, base: H.265 in MPEG-TS': 'decode.errors',
  'virtual camera: picture.corrupt': 'decode.errors',
};
