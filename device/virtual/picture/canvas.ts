/** A picture as encoders take it: planar YUV 4:2:0, 8 bit, video range. */
export type Canvas = {
  readonly width: number;
  readonly height: number;
  /** Luma, then Cb, then Cr. */
  readonly data: Buffer;
};

/** A colour in YCbCr, video range (luma 16–235). */
export type Colour = readonly [y: number, cb: number, cr: number];

/** BT.601, as decoders assume for this size. */
export function colour(red: number, green: number, blue: number): Colour {
  return [
    Math.round(16 + 0.257 * red + 0.504 * green + 0.098 * blue),
    Math.round(128 - 0.148 * red - 0.291 * green + 0.439 * blue),
    Math.round(128 + 0.439 * red - 0.368 * green - 0.071 * blue),
  ];
}

/** Width and height must be even: chroma has half of each. */
export function blankCanvas(width: number, height: number): Canvas {
  return { width, height, data: Buffer.alloc((width * height * 3) / 2, 128) };
}

/** The canvas's samples as 4:2:2: every row of chroma stands twice. */
export function withTallChroma({ width, height, data }: Canvas): Buffer {
  const luma = width * height;
  const half = width / 2;
  const tall = Buffer.alloc(luma * 2);
  data.copy(tall, 0, 0, luma);
  for (let row = 0; row < height * 2; row++) {
    // Cr follows Cb here and there: one loop does both.
    const from = luma + (row >> 1) * half;
    data.copy(tall, luma + row * half, from, from + half);
  }
  return tall;
}

export function copyCanvas({ width, height, data }: Canvas): Canvas {
  return { width, height, data: Buffer.from(data) };
}

/** Fills the pixels of a box for which `inside` holds. Chroma follows the pixel at the upper left of its four. */
export function fillWhere(
  canvas: Canvas,
  box: { left: number; top: number; right: number; bottom: number },
  [y, cb, cr]: Colour,
  inside: (x: number, y: number) => boolean,
): void {
  const { width, height, data } = canvas;
  const half = width / 2;
  const blue = width * height;
  const red = blue + blue / 4;
  const right = Math.min(width, Math.ceil(box.right));
  const bottom = Math.min(height, Math.ceil(box.bottom));
  for (let row = Math.max(0, Math.floor(box.top)); row < bottom; row++) {
    for (let column = Math.max(0, Math.floor(box.left)); column < right; column++) {
      if (!inside(column, row)) continue;
      data[row * width + column] = y;
      if ((row & 1) === 0 && (column & 1) === 0) {
        const at = (row >> 1) * half + (column >> 1);
        data[blue + at] = cb;
        data[red + at] = cr;
      }
    }
  }
}

export function fillBox(canvas: Canvas, left: number, top: number, width: number, height: number, fill: Colour): void {
  fillWhere(canvas, { left, top, right: left + width, bottom: top + height }, fill, () => true);
}

export function fillDisc(canvas: Canvas, x: number, y: number, radius: number, fill: Colour): void {
  const box = { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
  fillWhere(canvas, box, fill, (column, row) => (column - x) ** 2 + (row - y) ** 2 <= radius * radius);
}

/** A line with round ends. */
export function fillLimb(
  canvas: Canvas,
  from: { x: number; y: number },
  to: { x: number; y: number },
  radius: number,
  fill: Colour,
): void {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy || 1;
  const box = {
    left: Math.min(from.x, to.x) - radius,
    right: Math.max(from.x, to.x) + radius,
    top: Math.min(from.y, to.y) - radius,
    bottom: Math.max(from.y, to.y) + radius,
  };
  fillWhere(canvas, box, fill, (x, y) => {
    const along = Math.max(0, Math.min(1, ((x - from.x) * dx + (y - from.y) * dy) / length));
    return (x - from.x - along * dx) ** 2 + (y - from.y - along * dy) ** 2 <= radius * radius;
  });
}
