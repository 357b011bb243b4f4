import { foldFindings } from '@kaitong/contract/checks';
import { describe, expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { clipOf, codesOf, judge } from '../../fixtures/clip.ts';
import { type CodedFrame, concat, edit, framesOf, muxTs } from '../../fixtures/mux.ts';
import { demuxTs } from '../remux/demux-ts.ts';
import { forDecoders } from './for-decoders.ts';

const good = goodClips['H.264 and AAC in MPEG-TS'];
const video = framesOf('h264-no-audio.mpegts');
const every = (data: Uint8Array): CodedFrame[] =>
  Array.from({ length: 40 }, (_, i) => ({ data, pts: 126_000 + i * 5760, dts: 126_000 + i * 5760 }));
const tone = every(concat([0xff, 0xf1, 0x60, 0x40, 0x03, 0xff, 0xfc], new Uint8Array(24).fill(0x21)));
const judged = (bytes: Uint8Array) => {
  const { findings, objects } = judge(clipOf(good, () => bytes));
  return { codes: codesOf(findings), facts: objects[0]?.inspection.facts };
};

test('of two programs the first of the PAT is judged, also where the other one begins before it, in mid-GOP', () => {
  const both = (...programs: (1 | 2)[]) =>
    concat(muxTs(video.slice(7), { program: 2, programs }), muxTs(video, { program: 1, programs, audio: tone }));
  const first = judged(both(1, 2));
  expect(first.codes).not.toContain('video.first_not_key');
  expect(first.facts).toMatchObject({ video: { frames: 36 }, audio: { codec: 'aac' } });
  const second = judged(both(2, 1));
  expect(second.codes).toContain('video.first_not_key');
  expect(second.facts).toMatchObject({ video: { frames: 29 } });
});

test('a first program without pictures leaves them to the next one', () => {
  const programs = [1, 2] as const;
  const radio = muxTs([], { program: 1, programs, audio: tone });
  expect(judged(concat(radio, muxTs(video, { program: 2, programs }))).facts).toMatchObject({ video: { frames: 36 } });
});

test('private data that comes before the sound is not taken for it', () => {
  const note = every(Uint8Array.from({ length: 30 }, (_, i) => i));
  const { codes, facts } = judged(muxTs(video, { data: note, audio: tone }));
  expect(facts?.audio).toMatchObject({ codec: 'aac', sampleRate: 16_000, units: 40 });
  expect(codes).not.toContain('audio.codec');
});

describe('tables that put picture and sound on other PIDs (ISO/IEC 13818-1, 2.4.4.9)', () => {
  const first = muxTs(video.slice(0, 20), { audio: tone.slice(0, 20) });
  const then = (version: number) => muxTs(video.slice(20), { audio: tone.slice(20), pids: 0x300, version });

  test('streams go on there, for whoever reads, remuxes or decodes them', () => {
    const moved = concat(first, then(1));
    expect(judged(moved).facts).toMatchObject({
      video: { frames: 36, losses: [] },
      audio: { codec: 'aac', units: 40 },
    });
    expect(demuxTs(moved).map(({ samples }) => samples.length)).toEqual([36, 40]);
    const pids = new Set<number>();
    const counters: number[] = [];
    const plain = forDecoders(moved);
    for (let at = 0; at < plain.length; at += 188) {
      const pid = (((plain[at + 1] ?? 0) & 31) << 8) | (plain[at + 2] ?? 0);
      pids.add(pid);
      if (pid === 256) counters.push((plain[at + 3] ?? 0) & 15);
    }
    expect([...pids].sort((a, b) => a - b)).toEqual([0, 256, 257, 4096, 0x1fff]);
    expect(counters).toEqual(counters.map((_, n) => n & 15));
  });

  test('a table of the same version says that they are others', () => {
    expect(judged(concat(first, then(0))).facts).toMatchObject({ video: { frames: 20 } });
  });
});

test.each([
  [0x03, 'mp3', '0x03'],
  [0x11, 'aac-latm', '0x11'],
  [0x90, 'g711a', '0x90'],
])('AAC with ADTS headers under stream type %i is read as AAC, and called that', (audioType, named, type) => {
  const { findings, objects } = judge(clipOf(good, () => muxTs(video, { audio: tone, audioType })));
  expect(objects[0]?.inspection.facts.audio).toMatchObject({ codec: 'aac', units: 40 });
  expect(findings.find(({ code }) => code === 'audio.codec')).toMatchObject({
    ...{ measured: 'named_aac', severity: 'warning', params: { named, type } },
  });
});

test('sound among the pictures, on their PID, is what the sound that is absent is called by', () => {
  const file = muxTs(video, { audio: tone });
  const among = edit(file, (copy) => {
    for (let at = 0; at < copy.length; at += 188) if (copy[at + 1] && copy[at + 2] === 1) copy[at + 2] = 0;
  });
  const { findings } = judge(clipOf(good, () => among));
  expect(findings.find(({ code }) => code === 'audio.absent')).toMatchObject({
    ...{ measured: 'among_pictures', object: 0, severity: 'warning' },
  });
});

test('sound that is sent twice counts once, and is called that', () => {
  const { findings, objects } = judge(clipOf(good, () => muxTs(video, { audio: tone.flatMap((one) => [one, one]) })));
  expect(objects[0]?.inspection.facts.audio).toMatchObject({ units: 40 });
  expect(findings.filter(({ code }) => code.startsWith('audio.'))).toMatchObject([
    { code: 'audio.time', severity: 'error', measured: 5120, limit: 2560, params: { why: 'twice', count: 40 } },
  ]);
  const [first] = tone;
  const once = judge(clipOf(good, () => muxTs(video, { audio: first ? [first, ...tone] : [] })));
  expect(once.findings.find(({ code }) => code === 'audio.time')).toMatchObject({ severity: 'warning' });
});

test('a PES packet that carries more than it says is told, with both; what fills it up is not', () => {
  const longer = (rest: number) =>
    muxTs(video, { audio: tone.map((one) => ({ ...one, data: concat(one.data, new Uint8Array(5).fill(rest)) })) });
  /** Of the packets of sound, each of which is one of TS. */
  const said = (bytes: Uint8Array) =>
    edit(bytes, (copy) => {
      for (let at = 0; at < copy.length; at += 188) {
        const pes = at + 5 + (copy[at + 4] ?? 0);
        if (copy[at + 1] === 0x41 && copy[at + 2] === 1) copy[pes + 5] = (copy[pes + 5] ?? 0) - 5;
      }
    });
  const found = (bytes: Uint8Array) =>
    judge(clipOf(good, () => bytes)).findings.filter(({ code }) => code === 'ts.pes_short');
  expect(found(said(longer(0x21)))).toMatchObject([
    { severity: 'warning', measured: 40, params: { why: 'length', saidBytes: 45, carriedBytes: 50 } },
  ]);
  expect(found(said(longer(0xff)))).toEqual([]);
  expect(found(longer(0x21))).toEqual([]);
});

test('picture and sound under each other’s stream type are called exchanged, and all else follows from it', () => {
  const exchanged = muxTs(video, { audio: tone, streamType: 0x0f, audioType: 0x1b });
  const found = judge(clipOf(good, () => exchanged)).findings;
  const headlines = foldFindings(found).filter(({ severity, because }) => severity === 'error' && !because);
  expect(headlines).toMatchObject([{ code: 'ts.stream_type', measured: 'exchanged', limit: 'h264' }]);
});
