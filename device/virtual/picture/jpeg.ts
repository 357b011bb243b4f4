import jpeg from 'jpeg-js';
import type { Canvas } from './canvas.ts';

/** A canvas as a baseline JPEG, some tens of kilobytes at 640 × 360. */
export function encodeJpeg({ width, height, data }: Canvas, quality = 75): Buffer {
  const rgba = Buffer.alloc(width * height * 4, 255);
  const blue = width * height;
  const red = blue + blue / 4;
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at += 4) {
      const chroma = (row >> 1) * (width / 2) + (column >> 1);
      const y = 1.164 * ((data[row * width + column] ?? 16) - 16);
      const cb = (data[blue + chroma] ?? 128) - 128;
      const cr = (data[red + chroma] ?? 128) - 128;
      rgba[at] = clamp(y + 1.596 * cr);
      rgba[at + 1] = clamp(y - 0.392 * cb - 0.813 * cr);
      rgba[at + 2] = clamp(y + 2.017 * cb);
    }
  }
  return jpeg.encode({ width, height, data: rgba }, quality).data;
}

const clamp = (value: number): number => Math.max(0, Math.min(255, value));
