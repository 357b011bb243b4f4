import { blankCanvas, type Canvas, colour, copyCanvas, fillBox, fillDisc, fillLimb, fillWhere } from './canvas.ts';
import { drawText, textWidth } from './text.ts';

export type Moment = {
  /** Wall clock, milliseconds since 1970: burnt in. */
  wallMs: number;
  /** Since somebody began to wave; null when nobody does. */
  waveMs: number | null;
  /** Of the wave. */
  manner?: Manner;
};

/** How a hand waves, each from 0 to 1: how fast, from where, how far to the right, how it changes its pace. */
export type Manner = { tempo: number; begins: number; place: number; sway: number };

const USUAL: Manner = { tempo: 0.4, begins: 0, place: 0.1, sway: 0.5 };

/** Nobody waves twice alike: the n-th manner is far from all before it. Powers of the root of x⁵ = x + 1 spread so. */
export function mannerOf(n: number): Manner {
  const [tempo = 0, begins = 0, place = 0, sway = 0] = [1, 2, 3, 4].map((power) => (n / SPREAD ** power) % 1);
  return { tempo, begins, place, sway };
}

const SPREAD = 1.1673039782614187;

/** How long a wave lasts. */
export const WAVE_MS = 5000;

const SKIN = colour(226, 172, 138);
const SLEEVE = colour(60, 92, 168);
const WHITE = colour(245, 245, 245);
const INK = colour(20, 20, 24);
const LEAF = colour(64, 128, 72);
const CLOUD = colour(236, 242, 248);

/** What the camera looks at: a room with a window and a plant, the clock and the device's id burnt in, and a wave. */
export function drawnScene(width: number, height: number, label: string) {
  const background = paintRoom(width, height);
  const dot = Math.max(1, Math.round(height / 150));

  return (moment: Moment): Canvas => {
    const canvas = copyCanvas(background);
    const seconds = moment.wallMs / 1000;
    drawCloud(canvas, seconds);
    drawPlant(canvas, seconds);
    if (moment.waveMs !== null) drawWave(canvas, moment.waveMs, moment.manner ?? USUAL);
    burnIn(canvas, clockText(moment.wallMs), dot * 4, dot * 4, dot);
    burnIn(canvas, label, dot * 4, height - dot * 11, dot);
    return canvas;
  };
}

function paintRoom(width: number, height: number): Canvas {
  const canvas = blankCanvas(width, height);
  const floor = height * 0.78;
  for (let row = 0; row < height; row++) {
    const shade = row < floor ? 176 - (row / floor) * 34 : 108 + ((row - floor) / (height - floor)) * 26;
    fillBox(
      canvas,
      0,
      row,
      width,
      1,
      row < floor ? colour(shade, shade - 6, shade - 18) : colour(shade, shade - 24, shade - 46),
    );
  }
  for (let at = 0; at < width; at += width / 8) fillBox(canvas, at, floor, 2, height, colour(84, 64, 46));
  // A fine grain, so that the picture has texture as a sensor's has; the same in every frame, as it must stay cheap.
  let seed = 0x2f6e2b1;
  for (let at = 0; at < width * height; at++) {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    canvas.data[at] = (canvas.data[at] ?? 0) + ((seed >> 16) & 3);
  }
  fillBox(canvas, width * 0.56, height * 0.12, width * 0.32, height * 0.42, colour(240, 238, 230));
  fillBox(canvas, width * 0.575, height * 0.145, width * 0.29, height * 0.37, colour(138, 186, 226));
  fillBox(canvas, width * 0.07, height * 0.3, width * 0.24, height * 0.025, colour(112, 78, 52));
  for (const [index, shade] of [190, 120, 160, 96, 210].entries()) {
    const tall = height * (0.1 + (index % 3) * 0.02);
    fillBox(
      canvas,
      width * (0.09 + index * 0.03),
      height * 0.3 - tall,
      width * 0.022,
      tall,
      colour(shade, 90, 220 - shade),
    );
  }
  return canvas;
}

function drawCloud(canvas: Canvas, seconds: number): void {
  const { width, height } = canvas;
  const [left, span] = [width * 0.575, width * 0.29];
  const x = left + ((seconds * width * 0.02) % span);
  const pane = { left, top: height * 0.145, right: left + span, bottom: height * 0.515 };
  const y = height * 0.27;
  fillWhere(canvas, pane, CLOUD, (column, row) => {
    const wrapped = (((column - x) % span) + span) % span;
    const across = Math.min(wrapped, span - wrapped) / (width * 0.055);
    return across ** 2 + ((row - y) / (height * 0.05)) ** 2 < 1;
  });
  fillBox(canvas, width * 0.714, height * 0.145, width * 0.012, height * 0.37, colour(240, 238, 230));
}

function drawPlant(canvas: Canvas, seconds: number): void {
  const { width, height } = canvas;
  const foot = { x: width * 0.46, y: height * 0.72 };
  for (const lean of [-0.5, -0.2, 0.15, 0.5]) {
    const angle = lean + Math.sin(seconds * 1.7 + lean * 5) * 0.08;
    const tip = { x: foot.x + Math.sin(angle) * height * 0.2, y: foot.y - Math.cos(angle) * height * 0.24 };
    fillLimb(canvas, foot, tip, height * 0.014, LEAF);
  }
  fillBox(canvas, foot.x - width * 0.03, foot.y, width * 0.06, height * 0.1, colour(170, 96, 66));
}

/** An arm from the lower edge, up within a third of a second, the hand going to and fro, not quite evenly. */
function drawWave(canvas: Canvas, waveMs: number, { tempo, begins, place, sway }: Manner): void {
  const { width, height } = canvas;
  const raised = Math.min(1, waveMs / 300, Math.max(0, WAVE_MS - waveMs) / 300);
  const seconds = waveMs / 1000;
  const turns = seconds * (1.1 + 0.7 * tempo) + begins;
  const swing = Math.sin(turns * Math.PI * 2 + (0.4 + sway) * Math.sin(seconds * (1.5 + sway))) * 0.55;
  const left = width * (0.22 + 0.3 * place);
  const shoulder = { x: left, y: height * (1.35 - 0.3 * raised) };
  const elbow = { x: left + width * 0.02, y: height * (1.2 - 0.42 * raised) };
  const wrist = {
    x: elbow.x + Math.sin(swing) * height * 0.34,
    y: elbow.y - Math.cos(swing) * height * 0.34 * raised,
  };
  fillLimb(canvas, shoulder, elbow, height * 0.09, SLEEVE);
  fillLimb(canvas, elbow, wrist, height * 0.06, SLEEVE);
  const palm = { x: wrist.x + Math.sin(swing) * height * 0.1, y: wrist.y - Math.cos(swing) * height * 0.1 };
  fillDisc(canvas, palm.x, palm.y, height * 0.085, SKIN);
  for (const spread of [-0.55, -0.25, 0.05, 0.32, 0.95]) {
    const angle = swing + spread;
    const length = height * (spread > 0.9 ? 0.13 : 0.19);
    const tip = { x: palm.x + Math.sin(angle) * length, y: palm.y - Math.cos(angle) * length };
    fillLimb(canvas, palm, tip, height * 0.022, SKIN);
  }
}

/** Light on a dark strip, readable before any background. */
function burnIn(canvas: Canvas, text: string, left: number, top: number, dot: number): void {
  fillBox(canvas, left - dot * 2, top - dot * 2, textWidth(text, dot) + dot * 4, dot * 11, INK);
  drawText(canvas, text, left, top, dot, WHITE);
}

/** Local time with milliseconds, as cameras burn it in, and which zone that is: its machine is often not where it is watched. */
export function clockText(wallMs: number, offsetMin = -new Date(wallMs).getTimezoneOffset()): string {
  const local = new Date(wallMs + offsetMin * 60_000).toISOString().replace('T', ' ').replace('Z', '');
  if (offsetMin === 0) return `${local} UTC`;
  const [hours, minutes] = [Math.floor(Math.abs(offsetMin) / 60), Math.abs(offsetMin) % 60];
  return `${local} ${offsetMin < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}

const two = (n: number): string => String(n).padStart(2, '0');
