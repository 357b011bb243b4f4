import { foldFindings } from '@kaitong/contract/checks';
import { describe, expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { clipOf, codesOf, judge, readFixture, upload } from '../../fixtures/clip.ts';
import { type CodedFrame, concat, edit, framesOf, muxTs, type TsOptions } from '../../fixtures/mux.ts';
import { forDecoders } from './for-decoders.ts';
import { NULL_PID } from './packets.ts';

const good = goodClips['H.264 and AAC in MPEG-TS'];
const file = readFixture('h264-aac.mpegts');
const packetsOf = (bytes: Uint8Array) =>
  Array.from({ length: bytes.length / 188 }, (_, i) => bytes.subarray(i * 188, i * 188 + 188));
const packets = packetsOf(file);
const pidOf = (packet: Uint8Array) => (((packet[1] ?? 0) & 31) << 8) | (packet[2] ?? 0);
const startsUnit = (packet: Uint8Array) => ((packet[1] ?? 0) & 0x40) !== 0;

const findingsOf = (bytes: Uint8Array) => judge(clipOf(good, () => bytes)).findings;
const codes = (bytes: Uint8Array) => codesOf(findingsOf(bytes));
/** The picture of the fixture, muxed anew. */
const video = framesOf('h264-no-audio.mpegts');
const muxed = (frames: readonly CodedFrame[], options?: TsOptions) => codes(muxTs(frames, options));

describe('packets (ISO/IEC 13818-1, 2.4.3)', () => {
  test('a file cut in the middle of a packet: ts.align, and the times say what is missing', () => {
    const cut = findingsOf(file.subarray(0, Math.floor(file.length / 188 / 2) * 188 + 37));
    expect(codesOf(cut)).toEqual(['time.duration', 'ts.align']);
    expect(cut.find((f) => f.code === 'ts.align')).toMatchObject({ measured: 37, limit: 188, severity: 'error' });
  });

  test('one damaged sync byte: ts.sync at its place, and the packets after it are read', () => {
    const found = findingsOf(edit(file, (copy) => copy.fill(0x48, 188 * 40, 188 * 40 + 1)));
    expect(found.find((f) => f.code === 'ts.sync')).toMatchObject({ measured: 1, offset: 188 * 40 });
    // The packet was all of a small picture.
    expect(codesOf(found)).toEqual(['ts.continuity', 'ts.sync', 'video.lost_pictures']);
  });

  test('packets that are overwritten are missing, and that follows from it', () => {
    const overwritten = edit(file, (copy) => copy.fill(0, 188 * 40, 188 * 44));
    const headlines = (bytes: Uint8Array) =>
      foldFindings(findingsOf(bytes)).flatMap(({ code, because }) => (because || code === 'enc.none' ? [] : [code]));
    expect(codes(overwritten)).toContain('ts.continuity');
    expect(headlines(overwritten)).toEqual(['ts.sync']);
    // A packet that is missing elsewhere has another cause.
    const lost = packets.findIndex((packet, i) => i > 90 && pidOf(packet) === 256 && !startsUnit(packet));
    const both = concat(overwritten.subarray(0, lost * 188), overwritten.subarray(lost * 188 + 188));
    expect(headlines(both)).toContain('ts.continuity');
  });

  test('bytes between packets: the grid is found again', () => {
    const found = codes(concat(file.subarray(0, 188 * 40), Array<number>(100).fill(0), file.subarray(188 * 40)));
    expect(found).toEqual(['ts.sync']);
  });

  test('zeros or erased flash behind the last packet are padding, a warning at their place', () => {
    for (const value of [0, 0xff]) {
      const found = findingsOf(concat(file, Array<number>(5000).fill(value)));
      expect(found.filter(({ code }) => code !== 'enc.none')).toMatchObject([
        { code: 'obj.damaged', severity: 'warning', measured: 'padding', offset: file.length },
      ]);
    }
  });

  test('two recordings in one object are called that, and no packets lost', () => {
    const found = findingsOf(concat(file, file));
    expect(found.find(({ code }) => code === 'ts.continuity')).toMatchObject({
      offset: file.length,
      params: { breaks: 'joined', why: 'joined' },
    });
    expect(codesOf(found)).toContain('time.backwards');
  });

  test('two recordings with one table of each kind are called that too', () => {
    const once = muxTs(video);
    expect(packetsOf(once).filter((packet) => pidOf(packet) === 0)).toHaveLength(1);
    const found = findingsOf(concat(once, once));
    expect(found.find(({ code }) => code === 'ts.continuity')).toMatchObject({ params: { breaks: 'joined' } });
    expect(codesOf(found)).not.toContain('ts.duplicate');
  });

  test('a lost packet: ts.continuity at the packet after it', () => {
    const lost = packets.findIndex((packet, i) => i > 60 && pidOf(packet) === 256 && !startsUnit(packet));
    const found = findingsOf(concat(...packets.filter((_, i) => i !== lost)));
    expect(found.find((f) => f.code === 'ts.continuity')).toMatchObject({
      ...{ measured: 1, severity: 'error' },
      params: { breaks: 'once', missing: 1, pid: '0x100' },
    });
    expect(codesOf(found)).not.toContain('video.lost_pictures');
  });

  test('how many packets are missing is said, at least, but not where the counter may have stepped back', () => {
    const own = packets.flatMap((packet, i) => (i > 60 && pidOf(packet) === 256 ? [i] : []));
    const without = (from: number, to: number) => new Set(own.slice(from, to));
    const of = (lost: ReadonlySet<number>) =>
      findingsOf(concat(...packets.filter((_, i) => !lost.has(i)))).find((f) => f.code === 'ts.continuity')?.params;
    expect(of(without(0, 3))).toMatchObject({ missing: 3 });
    expect(of(without(0, 14))).toMatchObject({ breaks: 'order', pid: '0x100' });
    expect(of(without(0, 14))).not.toHaveProperty('missing');
    const two = of(new Set([...without(0, 1), ...without(4, 6)]));
    expect(two).toMatchObject({ breaks: 'several', pid: '0x100', missing: 3 });
    expect(Number(two?.found)).toBe((Number(two?.expected) + 1) % 16);
    expect(two?.others).toMatch(/^[\d,]+$/);
  });

  test('a counter that never counts is called that, and neither packets lost nor another recording', () => {
    const still = concat(...packets.map((p) => edit(p, (copy) => copy.fill((copy[3] ?? 0) & 0xf0, 3, 4))));
    const found = findingsOf(still).find(({ code }) => code === 'ts.continuity');
    expect(found?.params).toEqual({ breaks: 'standing', pid: '0x100', expected: 1, found: 0 });
  });

  test('one counter for all PIDs is called that, and neither packets lost nor out of order', () => {
    const shared = concat(
      ...packets.map((p, i) => edit(p, (copy) => copy.fill(((copy[3] ?? 0) & 0xf0) | (i & 15), 3, 4))),
    );
    const found = findingsOf(shared).find(({ code }) => code === 'ts.continuity');
    expect(found?.params).toMatchObject({ breaks: 'shared' });
  });

  test('pictures of which no packet begins a PES packet are called that, and nothing else', () => {
    const still = concat(
      ...packets.map((p) => (pidOf(p) === 256 ? edit(p, (copy) => copy.fill((copy[1] ?? 0) & ~0x40, 1, 2)) : p)),
    );
    const headlines = foldFindings(findingsOf(still)).filter(({ code, because }) => !because && code !== 'enc.none');
    expect(headlines).toMatchObject([{ code: 'ts.pes_short', params: { why: 'no_start' } }]);
  });

  test('times of another base, which the packet with its first clock announces, are called that', () => {
    const first = muxTs(video.slice(0, 20));
    const jump = (pts: number | null) => (pts === null ? null : pts + 9_000_000);
    const then = muxTs(video.slice(20).map((frame) => ({ ...frame, pts: jump(frame.pts), dts: jump(frame.dts) })));
    const flagged = edit(then, (copy) => {
      for (let at = 0; at < copy.length; at += 188)
        if (copy[at + 1] === 0x41 && copy[at + 2] === 0) {
          copy[at + 5] = (copy[at + 5] ?? 0) | 0x80;
          return;
        }
    });
    const gap = (bytes: Uint8Array) => findingsOf(bytes).find(({ code }) => code === 'time.gap');
    expect(gap(concat(first, flagged))).toMatchObject({ severity: 'error', params: { why: 'new_base' } });
    expect(gap(concat(first, then))?.params.why).toBeUndefined();
  });

  test('a packet sent twice is legal (2.4.3.3), and its data counts once: a warning with count, PID and place', () => {
    const twice = concat(...packets.flatMap((packet, i) => (i === 40 || i === 41 ? [packet, packet] : [packet])));
    const of = pidOf(packets[40] ?? file);
    expect(findingsOf(twice).filter(({ code }) => code !== 'enc.none')).toMatchObject([
      {
        code: 'ts.duplicate',
        severity: 'warning',
        measured: 2,
        offset: 41 * 188,
        params: { pid: `0x${of.toString(16)}` },
      },
    ]);
    const hidden = forDecoders(twice);
    expect(hidden.length).toBe(twice.length);
    expect(concat(...packetsOf(hidden).filter((packet) => pidOf(packet) !== NULL_PID))).toEqual(file);
    expect(forDecoders(file)).toBe(file);
  });

  test('tables that are sent twice are nobody’s concern', () => {
    const twice = packets.flatMap((packet) =>
      pidOf(packet) === 0 || pidOf(packet) === 4096 ? [packet, packet] : [packet],
    );
    expect(codes(concat(...twice))).toEqual([]);
  });

  test('a jump with the discontinuity indicator is no loss', () => {
    const withField = packets.findIndex(
      (p, i) => i > 60 && pidOf(p) === 256 && startsUnit(p) && ((p[3] ?? 0) & 0x20) !== 0,
    );
    const shifted = packets.map((packet, i) =>
      i < withField || pidOf(packet) !== 256
        ? packet
        : edit(packet, (copy) => {
            copy[3] = ((copy[3] ?? 0) & 0xf0) | (((copy[3] ?? 0) + 5) & 15);
            if (i === withField) copy[5] = (copy[5] ?? 0) | 0x80;
          }),
    );
    expect(codes(concat(...shifted))).toEqual([]);
  });

  test.each([
    ['jumps itself', 5],
    ['goes before the one that jumps', 0],
  ])('a packet of an adaptation field alone that has the indicator and %s: no loss', (_, ownJump) => {
    const at = packets.findIndex((p, i) => i > 60 && pidOf(p) === 256 && startsUnit(p));
    const [b0 = 0, , , b3 = 0] = packets[at] ?? [];
    const counter = (by: number) => (b3 + by) & 15;
    const field = (flags: number) =>
      concat([b0, 1, 0, 0x20 | counter(ownJump - 1), 183, flags], new Uint8Array(182).fill(255));
    const jumped = packets.map((packet, i) =>
      i < at || pidOf(packet) !== 256
        ? packet
        : edit(packet, (copy) => {
            copy[3] = ((copy[3] ?? 0) & 0xf0) | (((copy[3] ?? 0) + 5) & 15);
          }),
    );
    const withField = (flags: number) => concat(...jumped.slice(0, at), field(flags), ...jumped.slice(at));
    expect(codes(withField(0x80))).toEqual([]);
    expect(codes(withField(0))).toContain('ts.continuity');
  });

  test('error flag and scrambling bits', () => {
    const flagged = findingsOf(
      edit(file, (copy) => copy.fill((copy[188 * 30 + 1] ?? 0) | 0x80, 188 * 30 + 1, 188 * 30 + 2)),
    );
    expect(codesOf(flagged)).toEqual(['ts.tei']);
    const scrambled = concat(
      ...packets.map((p) => (pidOf(p) === 256 ? edit(p, (c) => c.fill((c[3] ?? 0) | 0x80, 3, 4)) : p)),
    );
    expect(codes(scrambled)).toContain('ts.scrambled');
  });
});

describe('tables (2.4.4)', () => {
  test('none at all: an error, and no second one about what they would have named', () => {
    expect(codes(concat(...packets.filter((p) => pidOf(p) > 32 && pidOf(p) !== 4096)))).toEqual(['ts.psi']);
    expect(muxed(video, { tablesAfter: -1 })).toEqual(['ts.psi']);
  });

  test('pictures on a PID that the PMT does not name: video.none says on which', () => {
    const elsewhere = concat(
      ...packetsOf(muxTs(video)).map((p) => (pidOf(p) === 256 ? edit(p, (copy) => copy.fill(0x34, 2, 3)) : p)),
    );
    expect(findingsOf(elsewhere).filter(({ code }) => code !== 'enc.none')).toMatchObject([
      { code: 'video.none', measured: 'unannounced', offset: 2 * 188, params: { pid: '0x134' } },
    ]);
  });

  test('late, or with a wrong checksum: a warning, since players read on', () => {
    for (const options of [{ tablesAfter: 5 }, { wrongCrc: true }]) {
      const found = findingsOf(muxTs(video, options));
      expect(found.filter((f) => f.code !== 'enc.none').map((f) => [f.code, f.severity])).toEqual([
        ['ts.psi', 'warning'],
      ]);
    }
  });
});

describe('PES packets and what is in them', () => {
  test('muxing anew what was demuxed changes nothing', () => {
    expect(muxed(video)).toEqual([]);
  });

  test('a PES packet shorter than it says', () => {
    const sound = packets.findLastIndex((p) => pidOf(p) === 257);
    expect(codes(concat(...packets.filter((p, i) => pidOf(p) !== 257 || i < sound - 1)))).toEqual(['ts.pes_short']);
  });

  test('a PES packet one byte shorter than it says', () => {
    const last = packets.findLastIndex((p) => pidOf(p) === 257 && startsUnit(p));
    const longer = edit(file, (copy) => {
      const start = last * 188 + 4 + (((copy[last * 188 + 3] ?? 0) & 0x20) === 0 ? 0 : 1 + (copy[last * 188 + 4] ?? 0));
      copy[start + 5] = (copy[start + 5] ?? 0) + 1;
    });
    expect(codes(longer)).toEqual(['ts.pes_short']);
  });

  test('several pictures in one PES packet: the times of the first are enough', () => {
    const pairs: CodedFrame[] = [];
    for (let i = 0; i < video.length; i += 2) {
      const [a, b] = [video[i], video[i + 1]];
      if (a && b) pairs.push({ ...a, data: concat(a.data, b.data) });
    }
    const { findings, objects } = judge(clipOf(good, () => muxTs(pairs)));
    expect(codesOf(findings)).toEqual([]);
    expect(objects[0]?.inspection.facts.video).toMatchObject({ frames: 36, durationMs: 3000 });
  });

  test('a picture in several PES packets: a time in the first is enough (2.4.3.7)', () => {
    const parts = video.flatMap(({ data, pts, dts }): CodedFrame[] => [
      { data: data.subarray(0, 40), pts, dts },
      { data: data.subarray(40), pts: null, dts: null },
    ]);
    const { findings, objects } = judge(clipOf(good, () => muxTs(parts)));
    expect(codesOf(findings)).toEqual([]);
    expect(objects[0]?.inspection.facts.video).toMatchObject({ frames: 36, durationMs: 3000 });
  });

  test('pictures without times: time.missing', () => {
    const found = findingsOf(
      muxTs(video.map((frame, i) => (i % 2 === 1 ? { ...frame, pts: null, dts: null } : frame))),
    );
    expect(found.find((f) => f.code === 'time.missing')).toMatchObject({ measured: 50, limit: 10 });
  });

  test('AAC without ADTS headers: audio.adts', () => {
    const raw = Array.from({ length: 20 }, (_, i): CodedFrame => {
      const time = 130_000 + i * 12_000;
      return { data: Uint8Array.from({ length: 90 }, (__, j) => (i * 31 + j * 7) % 251), pts: time, dts: time };
    });
    expect(muxed(video, { audio: raw })).toEqual(['audio.adts']);
  });

  test.each([
    ['h265-open-gop.mpegts', 0x1b, 'h265', 'h264'],
    ['h264-b-frames.mpegts', 0x24, 'h264', 'h265'],
  ] as const)(
    '%s announced as the other codec: ts.stream_type, and its pictures are read as what they are',
    (name, streamType, codec, said) => {
      const { findings, objects } = judge({
        ...clipOf({ ...good, codec }),
        uploads: [upload(muxTs(framesOf(name), { streamType }), 0, 'segment', 3000)],
      });
      expect(codesOf(findings)).toEqual(['ts.stream_type']);
      expect(findings.find((f) => f.code === 'ts.stream_type')).toMatchObject({
        severity: 'error',
        measured: codec,
        limit: said,
      });
      expect(objects[0]?.inspection.facts.video).toMatchObject({ codec, frames: 36 });
    },
  );

  test('a segment in mid-GOP without parameter sets is taken at its word', () => {
    const uploads = [video.slice(0, 12), video.slice(12, 24)].map((frames, n) =>
      upload(muxTs(n === 0 ? frames : frames.slice(1)), n, 'segment', 1000),
    );
    expect(codesOf(judge({ ...clipOf(good), uploads }).findings)).not.toContain('ts.stream_type');
  });

  test('no program clock, or on another PID than the PMT says: ts.pcr, a warning', () => {
    const tone: CodedFrame[] = Array.from({ length: 40 }, (_, i) => ({
      data: concat([0xff, 0xf1, 0x60, 0x40, 0x03, 0xff, 0xfc], new Uint8Array(24).fill(0x21)),
      pts: 126_000 + i * 5760,
      dts: 126_000 + i * 5760,
    }));
    const found = (clockPid: number | null) =>
      findingsOf(muxTs(video, { audio: tone, clockPid })).filter((f) => f.code === 'ts.pcr');
    expect(found(256)).toEqual([]);
    expect(found(null)).toMatchObject([{ severity: 'warning', measured: 'missing', limit: 'present' }]);
    expect(found(257)).toMatchObject([{ severity: 'warning', measured: 'elsewhere' }]);
  });

  /** Every clock in a packet of its own, which comes before the one that it was in; the PMT names it. */
  const onOwnPid = (bytes: Uint8Array): Uint8Array =>
    concat(
      ...packetsOf(bytes).flatMap((packet) => {
        if (pidOf(packet) === 4096) {
          const table = Buffer.from(packet);
          table.writeUInt16BE(0xe000 | 300, 13);
          return [table];
        }
        const hasClock = (packet[3] ?? 0) & 0x20 && (packet[4] ?? 0) > 0 && (packet[5] ?? 0) & 0x10;
        if (!hasClock) return [packet];
        const clock = concat([0x47, 1, 44, 0x20, 183, 0x10], packet.subarray(6, 12), new Uint8Array(176).fill(255));
        return [clock, edit(packet, (copy) => copy.fill((copy[5] ?? 0) & ~0x10, 5, 6))];
      }),
    );

  test('ticks of 27 MHz in the base of the program clock are told, also where they run over; those of 90 kHz are not', () => {
    const faster = (factor: bigint, later: bigint) =>
      edit(file, (copy) => {
        const view = new DataView(copy.buffer);
        for (let at = 0; at < copy.length; at += 188) {
          const hasClock = (copy[at + 3] ?? 0) & 0x20 && (copy[at + 4] ?? 0) > 0 && (copy[at + 5] ?? 0) & 0x10;
          if (!hasClock) continue;
          const base = BigInt(view.getUint32(at + 6)) * 2n + BigInt((copy[at + 10] ?? 0) >> 7);
          const written = (base * factor + later) & 0x1ffffffffn;
          view.setUint32(at + 6, Number(written >> 1n));
          copy[at + 10] = ((copy[at + 10] ?? 0) & 0x7f) | (Number(written & 1n) << 7);
        }
      });
    const clocks = (bytes: Uint8Array) => findingsOf(bytes).flatMap((f) => (f.code === 'ts.pcr' ? [f.measured] : []));
    expect(clocks(faster(1n, 12_345n))).toEqual([]);
    expect(clocks(faster(2n, 0n))).toEqual([]);
    expect(clocks(faster(300n, 0n))).toEqual(['at_27_mhz']);
    expect(clocks(faster(300n, 2n ** 33n - 60_000_000n))).toEqual(['at_27_mhz']);
    expect(clocks(onOwnPid(faster(1n, 0n)))).toEqual([]);
    expect(clocks(onOwnPid(faster(300n, 0n)))).toEqual(['at_27_mhz']);
  });

  test('a program clock that stands, or is ahead of the pictures by more than a buffer holds, is told; a second is not', () => {
    const withClocks = (change: (base: bigint) => bigint): Uint8Array =>
      edit(file, (copy) => {
        const view = new DataView(copy.buffer, copy.byteOffset);
        for (let at = 0; at < copy.length; at += 188) {
          if (((copy[at + 3] ?? 0) & 0x20) === 0 || copy[at + 4] === 0 || ((copy[at + 5] ?? 0) & 0x10) === 0) continue;
          const base = change(BigInt(view.getUint32(at + 6)) * 2n + BigInt((copy[at + 10] ?? 0) >> 7));
          view.setUint32(at + 6, Number(base >> 1n));
          copy[at + 10] = ((copy[at + 10] ?? 0) & 0x7f) | (Number(base & 1n) << 7);
        }
      });
    const told = (change: (base: bigint) => bigint) =>
      findingsOf(withClocks(change)).flatMap((f) => (f.code === 'ts.pcr' ? [f.measured] : []));
    expect(told(() => 63_000n)).toEqual(['stands']);
    expect(told((base) => base + 270_000n)).toEqual(['ahead']);
    expect(told((base) => base + 90_000n)).toEqual([]);
  });

  test.each([2, 4])(
    'bytes of words of %i that are turned round are told, of the whole file or of the pictures alone',
    (word) => {
      const turned = (bytes: Uint8Array) => bytes.map((_, at) => bytes[at ^ (word - 1)] ?? 0);
      expect(findingsOf(turned(file))).toContainEqual(
        expect.objectContaining({ code: 'obj.container', measured: 'swapped-ts', params: { wordBytes: word } }),
      );
      const whole = (data: Uint8Array) => concat(data, new Uint8Array((4 - (data.length % 4)) % 4));
      const pictures = muxTs(video.map((frame) => ({ ...frame, data: turned(whole(frame.data)) })));
      const headlines = foldFindings(findingsOf(pictures)).filter(
        ({ because, severity }) => !because && severity === 'error',
      );
      expect(headlines).toMatchObject([
        { code: 'video.nal', params: { why: 'swapped', cause: `swapped_${word * 8}` } },
      ]);
    },
  );

  test('AAC that the PMT calls private data is called that, and read; what begins otherwise is not', () => {
    const frame = concat([0xff, 0xf1, 0x60, 0x40, 0x03, 0xff, 0xfc], new Uint8Array(24).fill(0x21));
    const sound = (data: Uint8Array): CodedFrame[] =>
      Array.from({ length: 40 }, (_, i) => ({ data, pts: 126_000 + i * 5760, dts: 126_000 + i * 5760 }));
    const of = (data: Uint8Array) => judge(clipOf(good, () => muxTs(video, { audio: sound(data), audioType: 6 })));
    const aac = of(frame);
    expect(aac.findings.filter((f) => f.code === 'audio.codec')).toMatchObject([
      { severity: 'warning', measured: 'private_aac' },
    ]);
    expect(aac.objects[0]?.inspection.facts.audio).toMatchObject({ codec: 'aac', sampleRate: 16_000, units: 40 });
    expect(of(frame.toReversed()).findings.find((f) => f.code === 'audio.codec')).toMatchObject({
      measured: 'private',
    });
  });
});
