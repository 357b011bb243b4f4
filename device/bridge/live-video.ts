import type { ServerResponse } from 'node:http';
import type { Group } from '../virtual/encode/frames.ts';
import { Fmp4Muxer } from '../virtual/mux/mp4.ts';
import type { LiveFootage } from '../virtual/sources/live-footage.ts';

/** A viewer that is so far behind begins anew, where the stream is. */
const MOST_BEHIND = 8 * 1024 * 1024;

/** The stream as fragmented MP4, a group of pictures at a time, from the same packets. Ends with the connection to the camera. */
export function sendLive(footage: LiveFootage, response: ServerResponse, headers: Record<string, string>): void {
  const muxer = new Fmp4Muxer(footage.format);
  let origin: number | undefined;
  let last: Promise<void> = Promise.resolve();
  response.writeHead(200, { ...headers, 'content-type': 'video/mp4' });

  const send = async ({ video }: Group): Promise<void> => {
    origin ??= video[0]?.dts ?? 0;
    const from = origin;
    const moved = video.map((frame) => ({ ...frame, pts: frame.pts - from, dts: frame.dts - from }));
    const isFirst = from === video[0]?.dts;
    const { init, segment } = await muxer.add({ video: moved, audio: [] });
    if (response.writableLength > MOST_BEHIND) response.end();
    if (!response.writable) return;
    if (isFirst) response.write(init);
    response.write(segment);
  };
  const stop = footage.follow((group) => {
    // What a camera sends may be nothing that can be packed.
    last = last.then(() => (group ? send(group) : void response.end())).catch(() => void response.end());
  });
  response.once('close', stop);
}
