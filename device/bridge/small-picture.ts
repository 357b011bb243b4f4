import { blankCanvas, type Canvas } from '../virtual/picture/canvas.ts';
import { encodeJpeg } from '../virtual/picture/jpeg.ts';
import type { LiveFeed } from '../virtual/sources/live-feed.ts';

/** Wide enough for the page; a whole one would take the processor for a tenth of a second, every second. */
const WIDTH = 640;

/** What a camera shows, for a page that cannot play its stream. */
export async function smallPicture(feed: LiveFeed): Promise<Uint8Array | undefined> {
  const canvas = await feed.picture();
  return canvas && encodeJpeg(shrunk(canvas));
}

function shrunk(canvas: Canvas): Canvas {
  const step = Math.ceil(canvas.width / WIDTH);
  if (step === 1) return canvas;
  const small = blankCanvas(Math.floor(canvas.width / step) & ~1, Math.floor(canvas.height / step) & ~1);
  let [from, to] = [0, 0];
  for (const half of [1, 2, 2]) {
    const [width, height] = [canvas.width / half, canvas.height / half];
    const [columns, rows] = [small.width / half, small.height / half];
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        small.data[to + row * columns + column] = canvas.data[from + row * step * width + column * step] ?? 0;
    from += width * height;
    to += columns * rows;
  }
  return small;
}
