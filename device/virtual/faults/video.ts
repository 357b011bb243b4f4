import type { VideoCodec } from '@kaitong/contract/checks';
import type { Group, VideoFrame } from '../encode/frames.ts';
import { isParameterSet, joinNals, kindOfNal, splitNals } from '../mux/annex-b.ts';
import type { Fault } from './fault.ts';
import { withReorder, withWidth } from './picture-size.ts';

const ts = { container: 'ts' } as const;
const h264 = { codec: 'h264' } as const;

const withVideo = (group: Group, video: VideoFrame[]): Group => ({ ...group, video });

/** Changes each NAL unit of a picture; undefined leaves it out. */
const withNals = (frame: VideoFrame, change: (nal: Uint8Array) => Uint8Array | undefined): VideoFrame => ({
  ...frame,
  data: joinNals(splitNals(frame.data).flatMap((nal) => change(nal) ?? [])),
});

/** Changes every sequence parameter set of a group. */
const withSps = (group: Group, change: (sps: Uint8Array) => Uint8Array): Group =>
  withVideo(
    group,
    group.video.map((frame) =>
      frame.key ? withNals(frame, (nal) => (kindOfNal('h264', nal) === 'sps' ? change(nal) : nal)) : frame,
    ),
  );

/** Every sequence parameter set of a group says another width than was coded. */
const ofWidth = (group: Group, macroblocks: number): Group => withSps(group, (sps) => withWidth(sps, macroblocks));

function parameterSets(codec: VideoCodec, frame: VideoFrame | undefined): Uint8Array[] {
  return frame ? splitNals(frame.data).filter((nal) => isParameterSet(codec, nal)) : [];
}

/** Without its key frame, whose parameter sets stay, so that nothing else is wrong. */
function withoutKey(group: Group, codec: VideoCodec): Group {
  const [key, next, ...rest] = group.video;
  if (next === undefined) return group;
  const data = joinNals([...parameterSets(codec, key), ...splitNals(next.data)]);
  return withVideo(group, [{ ...next, data }, ...rest]);
}

/** Overwrites bytes within the slices; never with zeros, which would make start codes. */
function damaged(frame: VideoFrame): VideoFrame {
  const data = Buffer.from(frame.data);
  const from = data.length >> 1;
  for (let at = from; at < data.length - 4; at += Math.max(1, (data.length - from) >> 4)) data[at] = 0xa5;
  return { ...frame, data };
}

/** The same picture for the first and the second half of its time. */
function halved(frame: VideoFrame): VideoFrame[] {
  const half = Math.floor(frame.duration / 2);
  return [
    { ...frame, duration: half },
    { ...frame, dts: frame.dts + half, pts: frame.pts + half, duration: frame.duration - half },
  ];
}

export const videoFaults = {
  'video.first_not_key': {
    about: 'begins in the middle of a group of pictures',
    group: (group, index, { codec }) => (index > 0 ? group : withoutKey(group, codec)),
  },
  'video.param_sets': {
    about: 'never sends SPS and PPS',
    needs: ts,
    group: (group, _index, { codec }) =>
      withVideo(
        group,
        group.video.map((frame) => withNals(frame, (nal) => (isParameterSet(codec, nal) ? undefined : nal))),
      ),
  },
  'video.sps_not_first': {
    about: 'sends SPS and PPS after the key frame that needs them',
    needs: ts,
    group(group, _index, { codec }) {
      const [key, next, ...rest] = group.video;
      if (key === undefined || next === undefined) return group;
      const late = joinNals([...parameterSets(codec, key), ...splitNals(next.data)]);
      const bare = withNals(key, (nal) => (isParameterSet(codec, nal) ? undefined : nal));
      return withVideo(group, [bare, { ...next, data: late }, ...rest]);
    },
  },
  'video.sets_glued': {
    about: 'glues SPS and PPS to the end of the picture before the key frame',
    needs: ts,
    group(group, index, { codec }) {
      const [key, ...rest] = group.video;
      const last = rest.at(-1);
      if (key === undefined || last === undefined) return group;
      const glued = joinNals([...splitNals(last.data), ...parameterSets(codec, key)]);
      const bare = index === 0 ? key : withNals(key, (nal) => (isParameterSet(codec, nal) ? undefined : nal));
      return withVideo(group, [bare, ...rest.slice(0, -1), { ...last, data: glued }]);
    },
  },
  'video.level': {
    about: 'says level 1.0, whatever it encodes',
    needs: h264,
    group: (group) => withSps(group, (sps) => Buffer.from(sps).fill(10, 3, 4)),
  },
  'video.reorder': {
    about: 'lets decoders hold back sixteen pictures, and has no B-frames',
    needs: h264,
    group: (group) => withSps(group, (sps) => withReorder(sps, 16)),
  },
  'video.duplicate': {
    about: 'takes a picture out of its ring buffer twice',
    group: (group, index) =>
      index === 1
        ? withVideo(
            group,
            group.video.flatMap((frame, at) => (at === 5 ? halved(frame) : [frame])),
          )
        : group,
  },
  'video.lost_pictures': {
    about: 'drops pictures between encoder and muxer',
    group: (group) =>
      withVideo(
        group,
        group.video.filter((_, at) => at % 10 !== 5),
      ),
  },
  'video.lost_key': {
    about: 'drops key frames, which are larger than its buffer, and goes on',
    group: (group, index, { codec }) => (index === 0 ? group : withoutKey(group, codec)),
  },
  'video.nal': {
    about: 'overwrites the first byte of slices',
    group: (group, index) =>
      index === 1
        ? withVideo(
            group,
            group.video.map((frame, at) =>
              at >= 3 && at < 6 ? withNals(frame, (nal) => Buffer.from(nal).fill((nal[0] ?? 0) | 0x80, 0, 1)) : frame,
            ),
          )
        : group,
  },
  'video.dims': {
    about: 'says that its picture is 9,600 wide',
    needs: h264,
    group: (group) => ofWidth(group, 600),
  },
  'video.dims_change': {
    about: 'changes the size of its picture in mid-clip',
    needs: h264,
    group: (group, index, { width }) => (index === 0 ? group : ofWidth(group, Math.max(1, width >> 5))),
  },
  'video.dims_mismatch': {
    about: 'declares another size than it encodes',
    declaration: (declaration) => ({ ...declaration, width: declaration.width * 2, height: declaration.height * 2 }),
  },
  'video.codec_mismatch': {
    about: 'declares the other codec',
    declaration: (declaration) => ({ ...declaration, codec: declaration.codec === 'h264' ? 'h265' : 'h264' }),
  },
  'decode.errors': {
    about: 'memory corruption between encoder and muxer',
    group: (group, index) =>
      index === 1
        ? withVideo(
            group,
            group.video.map((frame, at) => (at >= 3 && at < 18 ? damaged(frame) : frame)),
          )
        : group,
  },
  'obj.unread': {
    about: 'fills up its bit rate with a million empty units',
    needs: { ...ts, ...h264 },
    group(group, index) {
      const last = group.video.at(-1);
      if (index !== 1 || last === undefined) return group;
      const fillers = Buffer.alloc(4 * 1_000_100, Buffer.from([0, 0, 1, 0x0c]));
      return withVideo(group, [...group.video.slice(0, -1), { ...last, data: Buffer.concat([last.data, fillers]) }]);
    },
  },
  'decode.limit': {
    about: 'sends thousands of pictures in a second',
    needs: { ...ts, ...h264 },
    group(group, index) {
      const last = group.video.at(-1);
      if (index !== 1 || last === undefined) return group;
      const copies = Array.from({ length: 3000 }, (_, at) => ({
        ...last,
        dts: last.dts + at + 1,
        pts: last.pts + at + 1,
      }));
      return withVideo(group, [...group.video, ...copies.map((copy) => ({ ...copy, duration: 0 }))]);
    },
  },
  'video.profile': {
    about: 'codes more colour than browsers decode (4:2:2)',
    needs: h264,
    picture: { coding: '4:2:2' },
  },
  'video.gop': {
    about: 'sends one key frame a minute, as smart codecs do',
    needs: ts,
    picture: { keyEveryMs: 60_000 },
  },
  'video.fps': { about: 'sends three pictures a second', picture: { fps: 3 } },
  'video.bitrate': { about: 'spends next to nothing on its picture', picture: { coding: 'coarse', fps: 5 } },
  'picture.black': { about: 'the lens cap is on', picture: { shows: 'black' } },
  'picture.uniform': { about: 'hands its encoder a buffer that nobody has written to', picture: { shows: 'empty' } },
  'picture.cast': { about: 'takes a plane of colour from a wrong address', picture: { shows: 'tinted' } },
  'picture.still': {
    about: 'gets nothing new from its sensor after two seconds, and goes on',
    picture: { shows: 'stopped', goesOnMs: 3000 },
  },
  'picture.repeated': { about: 'encodes every picture twice to reach its frame rate', picture: { shows: 'doubled' } },
  'picture.corrupt': {
    about: 'overwrites every picture but the key pictures',
    group: (group) =>
      withVideo(
        group,
        group.video.map((frame) => (frame.key ? frame : damaged(frame))),
      ),
  },
  'picture.no_motion': { about: 'the sensor delivers the same picture for ever', picture: { shows: 'frozen' } },
  resembles: { about: 'shows the same wave every time, recorded and encoded anew', picture: { shows: 'alike' } },
  replay: { about: 'sends the same recording every time, the clock in it included', picture: { shows: 'fixed' } },
} as const satisfies Record<string, Fault>;
