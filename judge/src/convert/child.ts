import { writeSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import type { Packet } from 'node-av';
import { MAX_PIXELS } from '../decode/limits.ts';
import { endWithParent, ignoreStops } from '../lifeline.ts';
import { CODECS, PICTURE_FILTER, X264 } from './encoding.ts';

// The program of a conversion: one object comes in on standard input, MPEG-TS with H.264 goes out on descriptor 3.
// Standard output is left to whatever FFmpeg prints. Hostile input can crash it: it lives for one object only.

ignoreStops();
endWithParent();

const av = await import('node-av');
av.Log.setLevel(av.AV_LOG_QUIET);
const [format = 'mpegts'] = process.argv.slice(2);
const bytes = await buffer(process.stdin);
const input = await av.Demuxer.open(bytes, { format, copyTs: true, options: { codec_whitelist: CODECS } });
const video = input.video();
const audio = input.audio();
if (!video) process.exit(2);
const decoder = await av.Decoder.create(video, { options: { max_pixels: String(MAX_PIXELS), threads: '1' } });
const filter = av.FilterAPI.create(PICTURE_FILTER, { graph: { nbThreads: 1 } });
const encoder = await av.Encoder.create(av.FF_ENCODER_LIBX264, {
  options: X264,
  context: { maxBFrames: 0, threadCount: 1, framerate: video.avgFrameRate },
});
const parts: Buffer[] = [];
const output = await av.Muxer.open(
  { write: (part) => void parts.push(Buffer.from(part)) },
  // The clock of the object itself: players join segments by it.
  { format: 'mpegts', options: { mpegts_copyts: true, max_delay: 0 } },
);
const pictures = output.addStream(encoder);
const sound = audio && output.addStream(audio);

const write = async (packets: AsyncIterable<Packet | null>): Promise<void> => {
  for await (const packet of packets) if (packet) await output.writePacket(packet, pictures);
};
type Frames = ReturnType<typeof decoder.frames>;
const encode = async (frames: Frames | ReturnType<typeof decoder.flushFrames>): Promise<void> => {
  for await (const frame of frames)
    if (frame) for await (const shown of filter.frames(frame)) if (shown) await write(encoder.packets(shown));
};

for await (const packet of input.packets()) {
  if (packet?.streamIndex === video.index) await encode(decoder.frames(packet));
  else if (packet && sound !== undefined && packet.streamIndex === audio?.index)
    await output.writePacket(packet, sound);
}
await encode(decoder.flushFrames());
for await (const shown of filter.flushFrames()) await write(encoder.packets(shown));
await write(encoder.flushPackets());
await output.close();
for (let rest = Buffer.concat(parts); rest.length > 0; ) rest = rest.subarray(writeSync(3, rest));
// Without waiting for what FFmpeg's threads still hold.
process.exit(0);
