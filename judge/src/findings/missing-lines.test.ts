import type { EventDeclaration } from '@kaitong/contract/checks';
import { inspectObject } from '@kaitong/media';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JudgedObject } from '../clip-evidence.ts';
import { Judge } from '../judge.ts';
import { nodePorts } from '../node-ports.ts';
import { hasFfmpeg, readClip } from '../testing.ts';
import { judgeClip } from '../verdict.ts';

const engines = hasFfmpeg ? (['node-av', 'ffmpeg'] as const) : (['node-av'] as const);
const PACKET = 188;

/** Without one picture, as an encoder's queue that overflows leaves it out: the muxer counts on. */
function withoutPicture(stream: Buffer, gone: number): Buffer {
  let picture = -1;
  let counter = 0;
  const left: Buffer[] = [];
  for (let at = 0; at + PACKET <= stream.length; at += PACKET) {
    const packet = Buffer.from(stream.subarray(at, at + PACKET));
    const isVideo = (packet.readUInt16BE(1) & 0x1fff) === 0x100;
    if (isVideo && (packet.readUInt8(1) & 0x40) !== 0) picture++;
    if (isVideo && picture === gone) continue;
    const flags = packet.readUInt8(3);
    if (isVideo && (flags & 0x10) !== 0) packet.writeUInt8((flags & 0xf0) | (counter++ & 15), 3);
    left.push(packet);
  }
  return Buffer.concat(left);
}

describe.each(engines)('what %s says of missing pictures', (engine) => {
  let judge: Judge;
  beforeAll(async () => {
    judge = await Judge.start({ processes: 1, engine });
  });
  afterAll(() => judge[Symbol.asyncDispose]());

  async function verdictOn(bytes: Buffer, codec: 'h264' | 'h265') {
    const event: EventDeclaration = { container: 'ts', codec, width: 320, height: 180, encryption: 'none' };
    const object = {
      ...{ n: 0, kind: 'segment' as const, bytes: bytes.length, durationMs: 3000, iv: null },
      md5: nodePorts.hash('md5', [bytes]),
      sha256: nodePorts.hash('sha256', [bytes]),
    };
    const inspection = inspectObject({ bytes, object, event }, nodePorts);
    const decoded = await judge.decode({ parts: [bytes], container: 'ts', codec, durationMs: 3000 });
    const objects: JudgedObject[] = [{ object, inspection, decoded, picture: null }];
    const rest = { waveAsked: false, nonceMatches: null, seenFingerprints: new Set<string>() };
    return judgeClip({ event, objects, expectations: { snapshot: false }, ...rest });
  }

  test('stands beside the lost picture, as the decoder said it', async () => {
    const { findings } = await verdictOn(withoutPicture(readClip('h265-aac.mpegts'), 5), 'h265');
    const lost = findings.find(({ code }) => code === 'video.lost_pictures');
    expect(lost?.params.log).toMatch(/^Could not find ref with POC \d+/);
    expect(findings.map(({ code }) => code)).not.toContain('decode.errors');
  });

  test.each([
    ['h264-open-gop.mpegts', 11_280, 'h264'],
    ['h264-intra-refresh.mpegts', 0, 'h264'],
    ['h265-open-gop.mpegts', 0, 'h265'],
    ['h265-layers.mpegts', 0, 'h265'],
  ] as const)('makes no finding of what plays: %s', async (name, from, codec) => {
    const { findings } = await verdictOn(readClip(name).subarray(from), codec);
    expect(findings.filter(({ params }) => params.log !== undefined)).toEqual([]);
    expect(findings.filter(({ code }) => /^decode|lost_pictures/.test(code))).toEqual([]);
  });
});
