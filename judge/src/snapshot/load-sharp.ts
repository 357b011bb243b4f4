/** Loaded where there is a snapshot: most clips have none, and it takes as long as FFmpeg. */
export async function loadSharp(): Promise<typeof import('sharp').default> {
  const { default: sharp } = await import('sharp');
  // Uploaded bytes reach no other loader of libvips, whatever they look like; one picture at a time, nothing kept.
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer'] });
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}
