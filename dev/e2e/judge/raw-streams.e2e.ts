// Raw streams as conformance suites hold them, by four encoders: wrapped unchanged, and none refused for what players play.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Judge } from '@kaitong/judge';
import { expect, test } from 'vitest';
import { isInstalled } from '../../bench/judge/corpus/programs.ts';
import { rawStreamsText, tryRawStreams } from '../../bench/judge/raw/raw-streams.ts';

const SCENE = 'testsrc2=s=320x176:r=25:d=3,noise=alls=4:allf=t:all_seed=1';
const X264 = 'x264 --quiet --preset veryfast --keyint 50 in.y4m -o';
const X265 = 'x265 --input in.y4m --log-level none --preset ultrafast --keyint 50 -o';
const KVAZAAR = 'kvazaar -i in.y4m --threads 1 --preset ultrafast -o';
const FFMPEG = `ffmpeg -v error -f lavfi -i ${SCENE} -g 25 -pix_fmt yuv420p`;

/** By the name of the file, and with what it is made. */
const STREAMS: Record<string, string> = {
  'avc/interlaced.264': `${X264} OUT --tff --bframes 2`,
  'avc/bottom-first.jsv': `${X264} OUT --bff --bframes 2`,
  'avc/many-references.264': `${X264} OUT --ref 16 --bframes 8 --b-pyramid normal`,
  'avc/cavlc.26l': `${X264} OUT --no-cabac`,
  'avc/slices.avc': `${X264} OUT --slices 8`,
  'avc/slices-by-size.264': `${X264} OUT --slice-max-size 300`,
  'avc/open-groups.264': `${X264} OUT --open-gop --bframes 3 --keyint 25`,
  'avc/intra-refresh.264': `${X264} OUT --intra-refresh`,
  'avc/lossless.264': `${X264} OUT --qp 0`,
  'avc/filler.264': `${X264} OUT --nal-hrd cbr --bitrate 3000 --vbv-maxrate 3000 --vbv-bufsize 3000`,
  'avc/one-colour-only.264': `${X264} OUT --output-csp i400`,
  'avc/wide-colour.264': `${X264} OUT --output-csp i444`,
  'avc/ffmpeg.jsv': `${FFMPEG} -c:v libx264 -f h264 OUT`,
  'hevc/open-groups.265': `${X265} OUT --open-gop --bframes 4 --keyint 25`,
  'hevc/layers.265': `${X265} OUT --temporal-layers 3 --bframes 3`,
  'hevc/many-references.265': `${X265} OUT --ref 6 --bframes 4 --b-pyramid`,
  'hevc/fields.265': `${X265} OUT --interlace tff`,
  'hevc/slices.265': `${X265} OUT --slices 4 --wpp`,
  'hevc/end-of-sequence.265': `${X265} OUT --eos --eob --keyint 25`,
  'hevc/low-delay.bit': `${KVAZAAR} OUT --period 48 --gop lp-g4d3t1`,
  'hevc/groups-of-sixteen.bit': `${KVAZAAR} OUT --period 32 --gop 16 --open-gop`,
  'hevc/tiles.bit': `${KVAZAAR} OUT --gop 0 --tiles 2x2 --slices tiles`,
  'hevc/rows.bit': `${KVAZAAR} OUT --gop 0 --wpp --slices wpp`,
  'hevc/hashes.bin': `${KVAZAAR} OUT --gop 8 --hash md5 --aud`,
  'hevc/ffmpeg.bit': `${FFMPEG} -c:v libx265 -x265-params log-level=none:pools=none -f hevc OUT`,
};

const isComplete = ['ffmpeg', 'x264', 'x265', 'kvazaar'].every(isInstalled);

test.runIf(isComplete)(
  'raw streams of four encoders are accepted but for their profile, and a table says why',
  async () => {
    await using stack = new AsyncDisposableStack();
    const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-raw-'));
    stack.defer(() => rmSync(folder, { recursive: true }));
    const run = (command: string): void => {
      const [program = '', ...args] = command.split(' ');
      execFileSync(program, args, { cwd: folder, stdio: 'ignore', timeout: 120_000 });
    };
    run(`ffmpeg -v error -f lavfi -i ${SCENE} -pix_fmt yuv420p in.y4m`);
    for (const kind of ['avc', 'hevc']) mkdirSync(path.join(folder, kind));
    for (const [name, command] of Object.entries(STREAMS)) run(command.replace('OUT', name));
    // As some suites name all of theirs.
    copyFileSync(path.join(folder, 'avc/cavlc.26l'), path.join(folder, 'avc/cavlc.bits'));

    const judge = stack.use(await Judge.start());
    const raw = await tryRawStreams(judge, folder, () => undefined);
    process.stdout.write(`${rawStreamsText(raw)}\n`);
    expect(raw.mistakes).toEqual([]);
    expect(raw.rows.reduce((sum, { streams }) => sum + streams, 0)).toBe(Object.keys(STREAMS).length + 1);
    const refused = raw.rows.filter(({ accepted, streams }) => accepted < streams);
    expect(refused.map(({ profile, why }) => [profile, [...why]])).toEqual([
      ['H.264 High 4:4:4 Predictive, 4:4:4 8 bit', [['video.profile', 1]]],
    ]);
  },
);
