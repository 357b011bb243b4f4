// Players that are not ours, each told to play an address to its end.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Browser } from 'playwright-core';
import { root } from '../../../scripts/command.ts';

/** How many pictures a player decoded, and what it complained of. */
export type Played = { pictures: number; complaints: string };
export type Player = (url: string) => Promise<Played>;

const LIMIT_MS = 60_000;

type Line = { stands: RegExp; onPicture?: () => void };

/** Runs a player that writes a line for every picture. */
async function run(command: string, args: string[], { stands, onPicture }: Line): Promise<Played> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT_MS });
  let said = '';
  const countPictures = () => said.split('\n').filter((line) => stands.test(line)).length;
  child.stdout.on('data', (part: Buffer) => {
    said += String(part);
    if (countPictures() > 0) onPicture?.();
  });
  const complaints = await text(child.stderr);
  return { pictures: countPictures(), complaints };
}

/** As fast as the segments come, or `paced`, like somebody who watches. `onPicture`: there are some. */
export function playByFfmpeg(url: string, options: { paced?: boolean; onPicture?: () => void } = {}): Promise<Played> {
  const input = [...(options.paced ? ['-re'] : []), '-i', url, '-an'];
  const output = ['-f', 'framemd5', '-flush_packets', '1', '-'];
  return run('ffmpeg', ['-v', 'error', '-nostdin', ...input, ...output], { stands: /^\d/, ...options });
}

export function playByGstreamer(url: string): Promise<Played> {
  const sink = 'fakesink silent=false sync=false name=pictures';
  return run('gst-launch-1.0', ['-v', 'playbin3', `uri=${url}`, `video-sink=${sink}`], { stands: /pictures.*chain/ });
}

/** hls.js in Chromium, on a page of the platform's own origin. */
export async function playByHlsJs(browser: Browser, url: string): Promise<Played> {
  const page = await browser.newPage({ bypassCSP: true });
  try {
    await page.goto(new URL('/healthz', url).href);
    await page.addScriptTag({ content: readFileSync(path.join(root, 'node_modules/hls.js/dist/hls.min.js'), 'utf8') });
    return await page.evaluate<Played>(`(${PLAY})(${JSON.stringify(url)})`);
  } finally {
    await page.close();
  }
}

const PLAY = `(url) => new Promise((resolve) => {
  const video = Object.assign(document.createElement('video'), { muted: true });
  const end = (complaints) => resolve({ pictures: video.getVideoPlaybackQuality().totalVideoFrames, complaints });
  const hls = new Hls();
  hls.on('hlsError', (_, { fatal, details }) => fatal && end(details));
  video.addEventListener('ended', () => end(''));
  hls.loadSource(url);
  hls.attachMedia(video);
  video.play();
})`;
