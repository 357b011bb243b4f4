import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AV_LOG_ERROR, Decoder, Demuxer, Encoder, Log, Muxer, type Packet } from 'node-av';

/** How to make footage: what is seen and heard, which encoder, which container. Options are FFmpeg's own. */
export type Recipe = {
  /** An FFmpeg filter graph that ends by itself. */
  scene: string;
  encoder: string;
  options: Record<string, string>;
  pixels?: string;
  sound?: { encoder: string; rate: number; graph?: string; options?: Record<string, string>; seconds: number };
  format: string;
  muxing?: Record<string, string>;
};

/** Of a muxer that writes many files, the playlist says how long each is. */
export type MadeFile = { name: string; bytes: Buffer; seconds: number | null };

type Coded = { packet: Packet; stream: number; at: number };

Log.setLevel(AV_LOG_ERROR);

/** Encodes with FFmpeg inside this process, and gives back the files in the order in which they are to be uploaded. */
export async function encode(recipe: Recipe): Promise<MadeFile[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-bench-'));
  try {
    await using work = new AsyncDisposableStack();
    const video = await openTrack(work, `${recipe.scene},format=${recipe.pixels ?? 'yuv420p'}`, recipe.encoder, {
      threads: '1',
      ...recipe.options,
    });
    const { sound } = recipe;
    const tone =
      sound && `${sound.graph ?? `sine=f=440:r=${sound.rate}:d=${sound.seconds}`},aformat=channel_layouts=mono`;
    const audio = sound && tone ? await openTrack(work, tone, sound.encoder, sound.options ?? {}) : undefined;
    const muxer = await Muxer.open(path.join(folder, mainFile(recipe.format)), {
      format: recipe.format,
      options: recipe.muxing ?? {},
    });
    // A container tells the encoder where its parameter sets belong, so it comes before the first picture.
    const streams = [video, ...(audio ? [audio] : [])].map(({ encoder }) => muxer.addStream(encoder));
    const coded = [...(await drain(video, 0)), ...(audio ? await drain(audio, 1) : [])];
    for (const { packet, stream } of coded.sort((a, b) => a.at - b.at)) {
      await muxer.writePacket(packet, streams[stream] ?? 0);
      packet.free();
    }
    await muxer.close();
    return collect(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const mainFile = (format: string): string => (format === 'hls' ? 'list.m3u8' : 'clip.bin');

type Track = { input: Demuxer; decoder: Decoder; encoder: Encoder; index: number };

async function openTrack(
  work: AsyncDisposableStack,
  graph: string,
  name: string,
  options: Record<string, string>,
): Promise<Track> {
  const input = work.adopt(await Demuxer.open(graph, { format: 'lavfi' }), (demuxer) => demuxer.close());
  const stream = input.streams[0];
  if (!stream) throw new Error(`The graph ${graph} gives no stream.`);
  const decoder = work.adopt(await Decoder.create(stream), async (opened) => opened.close());
  const codec = await import('node-av').then(({ Codec }) => Codec.findEncoderByName(name as never));
  if (!codec) throw new Error(`node-av has no encoder ${name}.`);
  const encoder = work.adopt(await Encoder.create(codec, { options, decoder, autoResample: true }), async (opened) =>
    opened.close(),
  );
  return { input, decoder, encoder, index: stream.index };
}

async function drain({ input, decoder, encoder, index }: Track, stream: number): Promise<Coded[]> {
  const coded: Coded[] = [];
  for await (const packet of encoder.packets(decoder.frames(input.packets(index)))) {
    if (packet === null) break;
    const copy = packet.clone();
    if (!copy) throw new Error('A packet could not be kept.');
    const { num, den } = packet.timeBase;
    coded.push({ packet: copy, stream, at: (Number(packet.dts) * num) / den });
  }
  return coded;
}

/** One file, or what a playlist names: the init segment first, then the segments in order. */
export function collect(folder: string): MadeFile[] {
  const names = readdirSync(folder);
  const read = (name: string, seconds: number | null): MadeFile => ({
    name,
    bytes: readFileSync(path.join(folder, name)),
    seconds,
  });
  const list = names.find((name) => name.endsWith('.m3u8'));
  if (list === undefined) return names.map((name) => read(name, null));
  const text = readFileSync(path.join(folder, list), 'utf8');
  const init = /#EXT-X-MAP:URI="([^"]+)"/.exec(text)?.[1];
  const segments = [...text.matchAll(/#EXTINF:([\d.]+),[^\n]*\n([^#\n]+)/g)];
  return [
    ...(init ? [read(init, 0)] : []),
    ...segments.map(([, seconds, name]) => read((name ?? '').trim(), Number(seconds))),
  ];
}
