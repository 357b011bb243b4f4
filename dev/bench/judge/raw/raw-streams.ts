import { globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Finding, VideoCodec } from '@kaitong/contract/checks';
import { checkFiles, type Judge, nodePorts } from '@kaitong/judge';
import { inspectObject } from '@kaitong/media';
import { describe } from '../clip.ts';
import { decodesCleanly } from '../own-clips.ts';
import { wrapRaw } from './wrap-raw.ts';

/** As conformance streams are named; those of either codec are called `.bit` and `.bin`. */
const CODECS: Record<string, VideoCodec | 'either'> = {
  ...{ '.264': 'h264', '.h264': 'h264', '.jsv': 'h264', '.avc': 'h264', '.26l': 'h264', '.jvt': 'h264' },
  ...{ '.265': 'h265', '.h265': 'h265', '.hevc': 'h265', '.bit': 'either', '.bits': 'either', '.bin': 'either' },
};
const MOST_BYTES = 200 * 1024 * 1024;

/** The raw streams of one profile. */
type ProfileRow = {
  profile: string;
  streams: number;
  accepted: number;
  /** Refused, and FFmpeg decodes them without a word. */
  refusedClean: number;
  /** By code, how many were refused for it. */
  why: Map<string, number>;
};

export type RawStreams = { rows: ProfileRow[]; mistakes: string[] };

/**
 * What players do not play is refused for that reason, and an event has one picture size within the limit, whatever
 * players do with others: those are no mistakes.
 */
const RIGHTLY: ReadonlySet<string> = new Set(['video.profile', 'video.dims', 'video.dims_change']);

const isMistake = ({ severity, code }: Finding): boolean => severity === 'error' && !RIGHTLY.has(code);

/** By the first NAL unit: H.265 begins with a delimiter, a parameter set or a message (32 to 39) of layer 0. */
function codecOf(bytes: Buffer): VideoCodec | undefined {
  const at = bytes.indexOf(Buffer.from([0, 0, 1]));
  if (at < 0 || at > 8) return undefined;
  const [first = 0, second = 0] = bytes.subarray(at + 3, at + 5);
  const isHevc = (first & 0x81) === 0 && first >> 1 >= 32 && first >> 1 <= 39 && second === 1;
  return isHevc ? 'h265' : [1, 5, 6, 7, 9].includes(first & 0x9f) ? 'h264' : undefined;
}

/**
 * Every raw stream of a folder, wrapped unchanged into MPEG-TS and judged. A mistake is one that FFmpeg decodes without a
 * word and that is refused for anything but its profile or its size.
 */
export async function tryRawStreams(judge: Judge, folder: string, say: (line: string) => void): Promise<RawStreams> {
  const rows = new Map<string, ProfileRow>();
  const mistakes: string[] = [];
  for (const name of globSync('**/*', { cwd: folder }).sort()) {
    const file = path.join(folder, name);
    const named = CODECS[path.extname(name).toLowerCase()];
    // A link may lead nowhere.
    const found = statSync(file, { throwIfNoEntry: false });
    if (!named || !found?.isFile() || found.size === 0 || found.size > MOST_BYTES) continue;
    const bytes = readFileSync(file);
    const codec = named === 'either' ? codecOf(bytes) : named;
    if (!codec) continue;
    const wrapped = wrapRaw(codec, bytes);
    const profile = profileOf(codec, wrapped);
    const row = rows.get(profile) ?? { profile, streams: 0, accepted: 0, refusedClean: 0, why: new Map() };
    rows.set(profile, row);
    row.streams++;
    const { verdict } = await checkFiles(judge, [{ name: `${name}.ts`, bytes: wrapped }]);
    const errors = verdict.findings.filter(({ severity, because }) => severity === 'error' && because === undefined);
    if (errors.length === 0) {
      row.accepted++;
      continue;
    }
    for (const { code } of errors) row.why.set(code, (row.why.get(code) ?? 0) + 1);
    if (!decodesCleanly(file)) continue;
    row.refusedClean++;
    if (!verdict.findings.some(isMistake)) continue;
    const line = `refused: ${name}: ${errors.map(({ code, measured }) => `${code} (${measured})`).join(', ')}`;
    mistakes.push(line);
    say(line);
  }
  return { rows: [...rows.values()].sort((a, b) => a.profile.localeCompare(b.profile)), mistakes };
}

function profileOf(codec: VideoCodec, bytes: Buffer): string {
  const object = describe(0, { kind: 'segment', bytes, durationMs: 0 }, null);
  const event = { container: 'ts', codec, width: 1, height: 1, encryption: 'none' } as const;
  const format = inspectObject({ bytes, object, event }, nodePorts).facts.video?.format;
  const name = codec === 'h264' ? 'H.264' : 'H.265';
  return format ? `${name} ${format.profile}, ${format.chroma} ${format.bitDepth} bit` : `${name}, no parameter sets`;
}

const COLUMNS = ['profile', 'streams', 'accepted', 'refused, though FFmpeg decodes it without a word', 'refused for'];

/** One line per profile. */
export function rawStreamsText({ rows }: RawStreams): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const why = (codes: ProfileRow['why']): string => [...codes].map(([code, count]) => `${code} × ${count}`).join(', ');
  return [
    line(COLUMNS),
    line(COLUMNS.map(() => '---')),
    ...rows.map((row) => line([row.profile, row.streams, row.accepted, row.refusedClean, why(row.why)])),
  ].join('\n');
}
