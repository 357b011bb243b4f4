/**
 * Options of FFmpeg's decoders by which every picture comes out that is there. `strict`: where H.264 does not say how far
 * pictures are reordered, as many wait as may; else the first ones that come later than expected are left out.
 * `output_corrupt`: those that build on missing pictures too, with their mark.
 */
export const ALL_PICTURES = { strict: 'strict', flags: '+output_corrupt' } as const;
