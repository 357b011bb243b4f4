import type { CheckCode, Finding } from '@kaitong/contract/checks';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Fixture, goodClips } from '../../fixtures/catalogue.ts';
import { type Clip, clipOf, judge, readFixture, upload } from '../../fixtures/clip.ts';
import { writeFragment } from '../../fixtures/fragment.ts';
import { concat, edit, findType, framesOf, muxTs, renameBox, u32 } from '../../fixtures/mux.ts';
import { nodePorts } from '../../fixtures/node-ports.ts';
import { inspectObject, type ObjectInput } from '../inspect-object.ts';
import { crc32 } from '../mpeg-ts/sections.ts';
import { type Explanation, explainFinding } from './explain.ts';
import type { ToldField } from './tell.ts';

const TS = goodClips['H.264 and AAC in MPEG-TS'];
const MP4 = goodClips['MP4, moov first'];
const FRAGMENTED = goodClips['fragmented MP4 in one file'];

/** Findings of a clip whose last object was changed, and what is read of that object. */
function broken(fixture: Fixture, change: (bytes: Uint8Array) => Uint8Array) {
  const clip = clipOf(fixture, change);
  const last = clip.uploads.at(-1);
  if (!last) throw new Error('a clip without objects');
  const input: ObjectInput = { ...last, event: clip.event };
  return { input, findings: judge(clip).findings };
}

function explained(code: CheckCode, fixture: Fixture, change: (bytes: Uint8Array) => Uint8Array): Explanation {
  const { input, findings } = broken(fixture, change);
  const found = findings.find((one) => one.code === code);
  if (!found) throw new Error(`no ${code} among ${findings.map((one) => one.code).join()}`);
  return explainFinding(found, input, nodePorts);
}

const kindsOf = ({ structures }: Explanation): string[] =>
  structures.map(({ kind, name }) => (name === '' ? kind : `${kind} ${name}`));

/** Fields that are not what they have to be: found, and expected. */
const wrongOf = ({ structures }: Explanation): Record<string, readonly (number | string | undefined)[]> =>
  Object.fromEntries(structures.flatMap(({ fields }) => fields.filter(isWrong)).map(shown));
const isWrong = ({ value, expected }: ToldField): boolean => expected !== undefined && expected !== value;
const shown = ({ name, value, expected }: ToldField) => [name, [value, expected]] as const;

const fieldsOf = (explanation: Explanation, kind: string): Record<string, number | string> =>
  Object.fromEntries(
    explanation.structures
      .filter((structure) => structure.kind === kind)
      .flatMap(({ fields }) => fields.map(({ name, value }) => [name, value])),
  );

const ts = readFixture('h264-aac.mpegts');
const pidOf = (at: number): number => (((ts[at + 1] ?? 0) & 31) << 8) | (ts[at + 2] ?? 0);
const packetsOf = (pid: number): number[] =>
  Array.from({ length: ts.length / 188 }, (_, n) => n * 188).filter((at) => pidOf(at) === pid);
const [VIDEO, SOUND] = [256, 257];
const startsUnit = (at: number): boolean => ((ts[at + 1] ?? 0) & 0x40) !== 0;
const set =
  (at: number, ...values: number[]) =>
  (bytes: Uint8Array) =>
    edit(bytes, (copy) => copy.set(values, at));

describe('MPEG-TS', () => {
  test('a lost packet: the header of the next one, with the counter beside the one that was due', () => {
    const at = packetsOf(VIDEO)[60] ?? 0;
    const explanation = explained('ts.continuity', TS, (bytes) =>
      concat(bytes.subarray(0, at), bytes.subarray(at + 188)),
    );
    const counter = ((ts[at + 3] ?? 0) + 1) & 15;
    expect(wrongOf(explanation)).toEqual({ continuity_counter: [counter, (counter + 15) & 15] });
    expect(fieldsOf(explanation, 'ts-packet')).toMatchObject({ sync_byte: 0x47, PID: VIDEO });
  });

  test('a packet in which a picture begins is told with its PES header and the headers of its NAL units', () => {
    const packets = packetsOf(VIDEO);
    const next = packets.findIndex((at, n) => n > 60 && startsUnit(at));
    const lost = packets[next - 1] ?? 0;
    const explanation = explained('ts.continuity', TS, (bytes) =>
      concat(bytes.subarray(0, lost), bytes.subarray(lost + 188)),
    );
    expect(kindsOf(explanation)).toEqual(['ts-packet', 'pes', 'nal access_unit_delimiter_rbsp', 'nal slice_header']);
    expect(fieldsOf(explanation, 'pes')).toMatchObject({ packet_start_code_prefix: 1, stream_id: 0xe0 });
    expect(fieldsOf(explanation, 'pes')).toHaveProperty('PTS');
    expect(fieldsOf(explanation, 'nal')).toHaveProperty('frame_num');
  });

  test('a packet of the sound is told with the frame that was cut, not with the picture around it', () => {
    const packets = packetsOf(SOUND);
    const next = packets.findIndex((at, n) => n > 3 && startsUnit(at));
    const lost = packets[next - 1] ?? 0;
    const explanation = explained('ts.continuity', TS, (bytes) =>
      concat(bytes.subarray(0, lost), bytes.subarray(lost + 188)),
    );
    expect(kindsOf(explanation)).toEqual(['adts', 'ts-packet', 'pes']);
    expect(fieldsOf(explanation, 'adts')).toMatchObject({ syncword: 0xfff, layer: 0 });
  });

  test('a packet without its sync byte', () => {
    expect(wrongOf(explained('ts.sync', TS, set(188 * 40, 0x48)))).toMatchObject({ sync_byte: [0x48, 0x47] });
  });

  test('transport errors and scrambling', () => {
    const at = packetsOf(VIDEO)[40] ?? 0;
    const error = explained('ts.tei', TS, set(at + 1, (ts[at + 1] ?? 0) | 0x80));
    expect(wrongOf(error)).toMatchObject({ transport_error_indicator: [1, 0] });
    const scrambled = explained('ts.scrambled', TS, set(at + 3, (ts[at + 3] ?? 0) | 0x80));
    expect(wrongOf(scrambled)).toMatchObject({ transport_scrambling_control: [2, 0] });
  });

  test('the PMT, where the codec is another one than its stream type says, with the checksum that goes with the right one', () => {
    const pmt = packetsOf(4096)[0] ?? 0;
    const typeAt = ts.indexOf(0x1b, pmt + 5);
    const sectionOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(pmt + 5, pmt + 8 + (bytes[pmt + 7] ?? 0));
    const right = sectionOf(ts);
    const swapped = (bytes: Uint8Array): Uint8Array =>
      edit(bytes, (copy) => {
        for (const at of packetsOf(4096)) copy[copy.indexOf(0x1b, at + 5)] = 0x24;
      });
    const wrong = swapped(ts);
    const checksum = Buffer.from(right).readUInt32BE(right.length - 4);
    // As a muxer writes it that has the wrong type in its settings, and as a patch of one byte leaves it.
    const valid = crc32(sectionOf(wrong).subarray(0, -4));
    const rewritten = (bytes: Uint8Array): Uint8Array =>
      edit(swapped(bytes), (copy) => {
        for (const at of packetsOf(4096)) copy.set(u32(valid), at + 5 + right.length - 4);
      });
    for (const [change, said] of [
      [swapped, checksum],
      [rewritten, valid],
    ] as const) {
      const { input, findings } = broken(TS, change);
      const found = findings.find(({ code }) => code === 'ts.stream_type');
      expect(found?.offset).toBe(typeAt);
      const explanation = found && explainFinding(found, input, nodePorts);
      expect(explanation && kindsOf(explanation)).toEqual([
        'table TS_program_map_section',
        'nal seq_parameter_set_rbsp',
      ]);
      expect(explanation?.offset).toBe(typeAt);
      const { stream_type: type, CRC_32: crc } = explanation ? wrongOf(explanation) : {};
      expect(type).toEqual([0x24, 0x1b]);
      expect(crc ?? [said, checksum]).toEqual([said, checksum]);
      // One that is valid is no second fault: it changes with the type.
      const told = explanation?.structures[0]?.fields.find(({ name }) => name === 'CRC_32');
      expect(told?.follows).toBe(change === rewritten ? true : undefined);
    }
  });

  test('a program clock on another PID than the PMT says: PCR_PID beside the one that carries it', () => {
    const explanation = explained('ts.pcr', goodClips['no sound'], () =>
      muxTs(framesOf('h264-no-audio.mpegts'), { clockPid: 258, data: framesOf('h264-no-audio.mpegts').slice(0, 3) }),
    );
    expect(wrongOf(explanation)).toMatchObject({ PCR_PID: [256, 258] });
  });

  test('a wrong time stamp: the packets with the one that was due, and nothing of the picture in them', () => {
    const frames = framesOf('h264-b-frames.mpegts').map((frame, n) =>
      n < 18 ? frame : { ...frame, pts: (frame.pts ?? 0) - 90_000, dts: (frame.dts ?? 0) - 90_000 },
    );
    const explanation = explained('time.backwards', goodClips['no sound'], () => muxTs(frames));
    expect(kindsOf(explanation)).toEqual(['ts-packet', 'pes']);
    const wrong = wrongOf(explanation);
    for (const name of ['PTS', 'DTS']) {
      const [found, expected] = wrong[name] ?? [];
      expect(Math.abs(Number(expected) - Number(found) - 90_000)).toBeLessThan(100);
    }
  });

  test('sound that cannot be decoded: the header of the first frame that failed', () => {
    const { input } = broken(TS, (bytes) => bytes);
    const at = (first: number) =>
      explainFinding({ code: 'audio.decode', offset: null, params: { first } } as unknown as Finding, input, nodePorts);
    expect(kindsOf(at(3))).toEqual(['adts']);
    expect(at(3).structures[0]?.from).toBeGreaterThan(at(0).structures[0]?.from ?? Infinity);
    expect(at(3).offset).toBe(at(3).structures[0]?.from);
  });

  test('a header that is wanted and encloses the place as well: once, inside what encloses it', () => {
    const { input } = broken(TS, (bytes) => bytes);
    const about = { code: 'audio.time', measured: 1984, limit: 661, params: { why: 'header', new: 3 } };
    const first = explainFinding({ ...about, offset: null } as unknown as Finding, input, nodePorts);
    expect(kindsOf(first)).toEqual(['adts']);
    const at = first.structures[0]?.from ?? 0;
    const placed = explainFinding({ ...about, offset: at } as unknown as Finding, input, nodePorts);
    expect(kindsOf(placed)).toEqual(['ts-packet', 'pes', 'adts']);
    expect(wrongOf(placed)).toMatchObject({ sampling_frequency_index: [8, 3] });
  });

  test('bytes of sound that are no ADTS header', () => {
    const at = packetsOf(SOUND).filter(startsUnit)[3] ?? 0;
    const start = ts.indexOf(0xff, at + 18);
    const explanation = explained('audio.adts', TS, (bytes) =>
      edit(bytes, (copy) => {
        for (const from of packetsOf(SOUND).slice(2)) copy.fill(0x11, from + 30, from + 188);
        copy[start] = 0x11;
      }),
    );
    expect(wrongOf(explanation)).toEqual({ 'syncword (next frame)': [0x111, 0xfff] });
  });
});

describe('H.264 and H.265', () => {
  test('a NAL unit whose header cannot be', () => {
    const at = findSlice(ts, 0x41, 3);
    const explanation = explained('video.nal', TS, set(at, 0xc1));
    expect(wrongOf(explanation)).toEqual({ forbidden_zero_bit: [1, 0] });
  });

  test('a lost picture: its frame_num beside the one that was due', () => {
    const frames = packetsOf(VIDEO).filter(startsUnit);
    const [from = 0, to = 0] = frames.slice(8, 10);
    const lost = packetsOf(VIDEO).filter((at) => at >= from && at < to);
    const renumbered = (bytes: Uint8Array): Uint8Array =>
      concat(
        ...Array.from({ length: bytes.length / 188 }, (_, n) => n * 188)
          .filter((at) => !lost.includes(at))
          .map((at) => {
            const packet = bytes.slice(at, at + 188);
            if (pidOf(at) === VIDEO && at > from)
              packet[3] = ((packet[3] ?? 0) & 0xf0) | (((packet[3] ?? 0) - lost.length) & 15);
            return packet;
          }),
      );
    const explanation = explained('video.lost_pictures', TS, renumbered);
    const { frame_num: numbers = [] } = wrongOf(explanation);
    expect(Number(numbers[0]) - Number(numbers[1])).toBe(1);
  });

  test('the SPS, field by field, for what it says of the whole stream', () => {
    const { input } = broken(TS, (bytes) => bytes);
    const wrongSize = { code: 'video.dims_mismatch', offset: null, measured: '320x180', limit: '640x360' } as Finding;
    const explanation = explainFinding(wrongSize, input, nodePorts);
    expect(kindsOf(explanation)).toEqual(['nal seq_parameter_set_rbsp']);
    expect(fieldsOf(explanation, 'nal')).toMatchObject({ profile_idc: 77, pic_width_in_mbs_minus1: 19 });
  });

  test('a lost picture of H.265: what counts its order beside that of the one which was due', () => {
    const frames = framesOf('h265-aac.mpegts').filter((_, n) => n !== 4);
    const explanation = explained('video.lost_pictures', goodClips['H.265 and AAC in MPEG-TS'], () =>
      muxTs(frames, { streamType: 0x24 }),
    );
    expect(kindsOf(explanation)).toContain('nal slice_segment_header');
    const { slice_pic_order_cnt_lsb: [found, due] = [] } = wrongOf(explanation);
    expect(Number(found) - Number(due)).toBe(1);
  });

  test.each([
    ['video.reorder', 'sps_max_num_reorder_pics[0]'],
    ['video.sps_conflict', 'pic_width_in_luma_samples'],
  ] as const)('%s of H.265: the SPS, field by field', (code, field) => {
    const { input } = broken(goodClips['H.265 and AAC in MPEG-TS'], (bytes) => bytes);
    const found = { code, offset: null, measured: 6, limit: -1, params: {} } as unknown as Finding;
    const explanation = explainFinding(found, input, nodePorts);
    expect(fieldsOf(explanation, 'nal')).toHaveProperty([field]);
    expect(wrongOf(explanation)).toEqual(code === 'video.reorder' ? { [field]: [expect.any(Number), -1] } : {});
  });

  test.each(['pic_parameter_set_rbsp', 'video_parameter_set_rbsp'])(
    'a %s that cannot be: the header of its NAL unit',
    (name) => {
      const H265 = goodClips['H.265 and AAC in MPEG-TS'];
      const bytes = readFixture('h265-aac.mpegts');
      const at = findSlice(bytes, name.startsWith('pic') ? 0x44 : 0x40, 1);
      const explanation = explained('video.nal', H265, set(at, (bytes[at] ?? 0) | 0x80));
      expect(wrongOf(explanation)).toMatchObject({ forbidden_zero_bit: [1, 0] });
    },
  );

  test('the SPS of H.265', () => {
    const { input } = broken(goodClips['H.265 and AAC in MPEG-TS'], (bytes) => bytes);
    const explanation = explainFinding(
      { code: 'video.level', offset: null, measured: '4.0' } as Finding,
      input,
      nodePorts,
    );
    expect(fieldsOf(explanation, 'nal')).toMatchObject({ nal_unit_type: 33, pic_width_in_luma_samples: 320 });
    expect(wrongOf(explanation)).toMatchObject({ general_level_idc: [expect.any(Number), 120] });
  });
});

describe('ISO base media files', () => {
  test('a file cut short: the box that goes on behind it, inside those around it', () => {
    const explanation = explained('mp4.truncated', FRAGMENTED, (bytes) => bytes.subarray(0, bytes.length - 3000));
    const { size: [found, expected] = [] } = wrongOf(explanation);
    expect(kindsOf(explanation)).toEqual(['box mdat']);
    expect(Number(found) - Number(expected)).toBeGreaterThan(0);
  });

  test('an mdat whose length is not that of its data', () => {
    const at = findType(readFixture(MP4.files[0] ?? ''), 'mdat') - 4;
    const { size } = wrongOf(explained('mp4.data_length', MP4, set(at, ...u32(8))));
    expect(size?.[0]).toBe(8);
    expect(Number(size?.[1])).toBeGreaterThan(1000);
  });

  test('hev1: its fourcc is what had to be another', () => {
    expect(wrongOf(explained('mp4.hev1', goodClips['H.265 tagged hev1'], (bytes) => bytes))).toEqual({
      type: ['hev1', 'hvc1'],
    });
  });

  test('a sample entry with the configuration of the other codec: its fourcc beside the one that goes with it', () => {
    const named = (bytes: Uint8Array) => renameBox(bytes, 'hvc1', 'avc1');
    expect(wrongOf(explained('video.codec_mismatch', goodClips['H.265, MP4'], named))).toEqual({
      type: ['avc1', 'hvc1'],
    });
  });

  test('fragments out of order: sequence_number', () => {
    const explanation = explained('mp4.sequence', FRAGMENTED, (bytes) =>
      edit(bytes, (copy) => copy.set(u32(77), findType(bytes, 'mfhd', 1) + 8)),
    );
    expect(wrongOf(explanation)).toMatchObject({ sequence_number: [77, 2] });
  });

  test('fields of boxes that are not shown are not told of the boxes around them', () => {
    const explanation = explained('mp4.sequence', FRAGMENTED, (bytes) =>
      edit(bytes, (copy) => copy.set(u32(77), findType(bytes, 'mfhd', 1) + 8)),
    );
    const moof = explanation.structures.find(({ name }) => name === 'moof');
    expect(moof?.fields.map(({ name }) => name)).toEqual(['size', 'type']);
  });

  test('a hole between two fragments: tfdt beside where the one before ended, and nothing of the data', () => {
    const TIMESCALE = 12_288;
    // Every second one is the sound's.
    const later = (bytes: Uint8Array): Uint8Array =>
      edit(bytes, (copy) => {
        const fields = new DataView(copy.buffer, copy.byteOffset);
        for (const at of [2, 4].map((n) => findType(bytes, 'tfdt', n) + 12))
          fields.setUint32(at, fields.getUint32(at) + 10 * TIMESCALE);
      });
    const explanation = explained('time.gap', FRAGMENTED, later);
    expect(kindsOf(explanation)).toEqual(expect.arrayContaining(['box tfdt', 'box trun']));
    expect(kindsOf(explanation)).not.toContain('box mdat');
    const { baseMediaDecodeTime: [found, expected] = [] } = wrongOf(explanation);
    expect(Math.abs(Number(found) - Number(expected) - 10 * TIMESCALE)).toBeLessThan(TIMESCALE / 10);
    expect(explanation.offset).toBe(findType(readFixture(FRAGMENTED.files[0] ?? ''), 'tfdt', 2) + 8);
    expect(fieldsOf(explanation, 'box')).toMatchObject({ timescale: TIMESCALE });
  });

  test('each segment begins anew at 0: tfdt beside where the segment before ended', () => {
    const parts = [0, 12].map((from) => writeFragment(framesOf('h264-no-audio.mpegts').slice(from, from + 12)));
    const init = readFixture('h264-fmp4-init.mp4');
    const uploads = [upload(init, 0, 'init', 0), ...parts.map((bytes, n) => upload(bytes, n + 1, 'segment', 1000))];
    const clip: Clip = { ...clipOf(goodClips['no sound']), uploads };
    const event = { ...clip.event, container: 'fmp4' } as const;
    const { findings, objects } = judge({ ...clip, event });
    const found = findings.find(({ code }) => code === 'time.backwards');
    const last = uploads.at(-1);
    if (!found || !last) throw new Error(`no time.backwards among ${findings.map(({ code }) => code).join()}`);
    const known = { init: objects[0]?.inspection.facts.init, earlierSegment: objects[1]?.inspection.facts };
    const explanation = explainFinding(found, { ...last, event, ...known }, nodePorts);
    expect(kindsOf(explanation)).toEqual(['box tfdt']);
    expect(wrongOf(explanation)).toEqual({ baseMediaDecodeTime: [0, 12 * 1024] });
  });

  test('a fragment that begins before 0: its tfdt beside where the one before ended, or 0', () => {
    const negative = (n: number) => (bytes: Uint8Array) =>
      edit(bytes, (copy) =>
        copy.set([1, 0, 0, 0, ...u32(0xffff_ffff), ...u32(-614 >>> 0)], findType(copy, 'tfdt', n) + 4),
      );
    const fragments = [0, 12].map((from) => writeFragment(framesOf('h264-no-audio.mpegts').slice(from, from + 12)));
    for (const [n, due] of [0, 12 * 1024].entries()) {
      const explanation = ofSegment('mp4.tfdt', negative(n)(concat(...fragments)));
      expect(kindsOf(explanation)).toEqual(['box moof', 'box traf', 'box tfdt']);
      expect(wrongOf(explanation)).toMatchObject({ baseMediaDecodeTime: [-614, due] });
    }
  });

  test('a trun whose flags promise more than its entries have: the flags that fit', () => {
    const explanation = ofSegment('mp4.trun_flags', writeFragment(pictures, { flags: 0xf01 }));
    expect(wrongOf(explanation)).toEqual({ flags: [0xf01, 0x301] });
  });

  test('a last picture of an hour: its duration beside that of the others', () => {
    const durations = [...Array<number>(pictures.length - 1).fill(1024), 12_288 * 3600];
    const explanation = ofSegment('mp4.last_duration', writeFragment(pictures, { durations }));
    expect(wrongOf(explanation)).toEqual({ [`sample_duration[${pictures.length - 1}]`]: [12_288 * 3600, 1024] });
    expect(kindsOf(explanation)).toContain('box trun');
  });

  test('entries of stss that name other samples than those that can be decoded by themselves', () => {
    const entries = findType(readFixture(MP4.files[0] ?? ''), 'stss') + 12;
    const late = explained('mp4.stss', MP4, set(entries, ...u32(2), ...u32(14), ...u32(26)));
    expect(wrongOf(late)).toEqual({
      'sample_number[0]': [2, 1],
      'sample_number[1]': [14, 13],
      'sample_number[2]': [26, 25],
    });
    expect(wrongOf(explained('mp4.stss', MP4, set(entries, ...u32(0), ...u32(12), ...u32(24))))).toEqual({
      'sample_number[0]': [0, 1],
      'sample_number[1]': [12, 13],
      'sample_number[2]': [24, 25],
    });
  });

  test('a sample entry of another size: its width and height beside those of the parameter sets', () => {
    const at = findType(readFixture(MP4.files[0] ?? ''), 'avc1', 1) + 28;
    const explanation = explained('video.sps_conflict', MP4, set(at, 2, 128, 1, 104));
    expect(wrongOf(explanation)).toEqual({ width: [640, 320], height: [360, 180] });
  });

  test('a file that goes on from the one before: tfdt beside 0', () => {
    const later = (bytes: Uint8Array): Uint8Array =>
      edit(bytes, (copy) => {
        for (let n = 0; n < 6; n++) copy.set(u32(5 * (n % 2 === 0 ? 12_288 : 16_000)), findType(bytes, 'tfdt', n) + 12);
      });
    expect(wrongOf(explained('time.start', FRAGMENTED, later))).toMatchObject({ baseMediaDecodeTime: [61_440, 0] });
  });

  test('sound at another rate: the configuration in esds, beside the sample entry and the timescale of its track', () => {
    const explanation = explained('audio.rate', MP4, (bytes) =>
      edit(bytes, (copy) => {
        const esds = findType(copy, 'esds');
        copy.set(
          [0x11, 0x88],
          copy.findIndex((_, at) => at > esds && copy[at] === 0x14 && copy[at + 1] === 0x08),
        );
      }),
    );
    expect(kindsOf(explanation)).toEqual(['box mdhd', 'box mp4a', 'box esds']);
    expect(wrongOf(explanation)).toEqual({ samplingFrequencyIndex: [3, 8] });
    expect(fieldsOf(explanation, 'box')).toMatchObject({ timescale: 16_000, samplerate: 16_000 });
  });

  test('bytes before MPEG-TS are marked from the first to the last, and nothing in them is taken for a packet', () => {
    const junk = Uint8Array.from('--frame', (character) => character.charCodeAt(0));
    const explanation = explained('obj.container', TS, (bytes) => concat(junk, bytes));
    expect(explanation).toMatchObject({ offset: 0, length: junk.length, structures: [] });
  });

  test('the sample entry that says another NAL length than samples have', () => {
    const explanation = explained('mp4.nal_length_size', MP4, (bytes) =>
      edit(bytes, (copy) => copy.set([0xfd], findType(bytes, 'avcC') + 8)),
    );
    expect(wrongOf(explanation)).toMatchObject({ lengthSizeMinusOne: [1, 3] });
  });
});

const pictures = framesOf('h264-no-audio.mpegts');

/** What is told of a finding of a clip of an init segment and this one. */
function ofSegment(code: CheckCode, bytes: Uint8Array): Explanation {
  const uploads = [upload(readFixture('h264-fmp4-init.mp4'), 0, 'init', 0), upload(bytes, 1, 'segment', 3000)];
  const clip: Clip = { ...clipOf(goodClips['no sound']), uploads };
  const event = { ...clip.event, container: 'fmp4' } as const;
  const { findings, objects } = judge({ ...clip, event });
  const found = findings.find((one) => one.code === code);
  const last = uploads.at(-1);
  if (!found || !last) throw new Error(`no ${code} among ${findings.map((one) => one.code).join()}`);
  return explainFinding(found, { ...last, event, init: objects[0]?.inspection.facts.init }, nodePorts);
}

describe('hostile bytes', () => {
  const files: readonly Fixture[] = [TS, MP4, FRAGMENTED, goodClips['H.265 and AAC in MPEG-TS']];

  test('whatever they are: nothing throws, all fields lie in the file, and who listens changes nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        fc.double({ min: 0.2, max: 1, noNaN: true }),
        (fixture, changes, kept) => {
          const { input } = broken(fixture, (bytes) =>
            edit(bytes.subarray(0, Math.ceil(bytes.length * kept)), (copy) => {
              for (const [place, value] of changes) copy[Math.floor(place * (copy.length - 1))] = value;
            }),
          );
          const { findings } = inspectObject(input, nodePorts);
          for (const finding of findings) {
            const { structures } = explainFinding(finding, input, nodePorts);
            for (const { from, to } of structures.flatMap(({ fields }) => fields)) {
              if (from === null || to === null) continue;
              expect(from).toBeGreaterThanOrEqual(0);
              expect(to).toBeGreaterThan(from);
            }
          }
          expect(inspectObject(input, nodePorts).findings).toEqual(findings);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** The n-th NAL unit that begins with this byte. */
function findSlice(bytes: Uint8Array, header: number, n: number): number {
  let at = 0;
  for (let left = n; left > 0; at++)
    if (bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1 && bytes[at + 3] === header) left--;
  return at + 2;
}
