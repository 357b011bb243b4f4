/** Wider pictures are made smaller: a browser on a phone shows no more, and encoding 4K takes longer than watching it. */
export const MAX_WIDTH = 1920;

/** What browsers play everywhere: 8 bits, 4:2:0. */
export const PICTURE_FILTER = `scale='min(${MAX_WIDTH},iw)':-2,format=yuv420p`;

/** Pictures come out one for one, so that segments which are converted one by one go on with each other's clock. */
export const X264 = { preset: 'superfast', tune: 'zerolatency', crf: 24 };

/** Nothing else of FFmpeg's four hundred decoders needs to see what cameras upload. */
export const CODECS = 'h264,hevc,aac';
