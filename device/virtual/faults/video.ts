import type { VideoCodec } from '@kaitong/contract/checks';
import { type Group, TICKS, type VideoFrame } from '../encode/frames.ts';
import { isParameterSet, joinNals, splitNals } from '../mux/annex-b.ts';
import type { Fault } from './fault.ts';

const ts = { container: 'ts' } as const;

const withVideo = (group: Group, video: VideoFrame[]): Group => ({ ...group, video });

function parameterSets(codec: VideoCodec, frame: VideoFrame | undefined): Uint8Array[] {
  return frame ? splitNals(frame.data).filter((nal) => isParameterSet(codec, nal)) : [];
}

/** Adds to every time stamp from the middle of the second group on. */
const shifted = (ticks: number) => (group: Group, index: number) => {
  const from = index === 0 ? Number.POSITIVE_INFINITY : index === 1 ? group.video.length >> 1 : 0;
  return withVideo(
    group,
    group.video.map((frame, at) => (at < from ? frame : { ...frame, pts: frame.pts + ticks, dts: frame.dts + ticks })),
  );
};

/** Overwrites bytes within the slices; never with zeros, which would make start codes. */
function damaged(frame: VideoFrame): VideoFrame {
  const data = Buffer.from(frame.data);
  const from = data.length >> 1;
  for (let at = from; at < data.length - 4; at += Math.max(1, (data.length - from) >> 4)) data[at] = 0xa5;
  return { ...frame, data };
}

export const videoFaults = {
  'video.first_not_key': {
    about: 'begins in the middle of a group of pictures',
    group(group, index, { codec }) {
      const [key, next, ...rest] = group.video;
      if (index > 0 || next === undefined) return group;
      // The parameter sets stay, so that nothing else is wrong.
      const data = joinNals([...parameterSets(codec, key), ...splitNals(next.data)]);
      return withVideo(group, [{ ...next, data }, ...rest]);
    },
  },
  'video.param_sets': {
    about: 'never sends SPS and PPS',
    needs: ts,
    group: (group, _index, { codec }) =>
      withVideo(
        group,
        group.video.map((frame) => ({
          ...frame,
          data: joinNals(splitNals(frame.data).filter((nal) => !isParameterSet(codec, nal))),
        })),
      ),
  },
  'video.frame_num_gap': {
    about: 'drops pictures between encoder and muxer',
    needs: { codec: 'h264' },
    group: (group, index) =>
      index === 1
        ? withVideo(
            group,
            group.video.filter((_, at) => at !== 10 && at !== 11),
          )
        : group,
  },
  'video.dims_mismatch': {
    about: 'declares another size than it encodes',
    declaration: (declaration) => ({ ...declaration, width: declaration.width * 2, height: declaration.height * 2 }),
  },
  'video.codec_mismatch': {
    about: 'declares the other codec',
    declaration: (declaration) => ({ ...declaration, codec: declaration.codec === 'h264' ? 'h265' : 'h264' }),
  },
  'time.gap': {
    about: 'its clock is set forward in mid-clip',
    needs: ts,
    group: shifted(3 * TICKS),
  },
  'time.backwards': {
    about: 'its clock is set back in mid-clip',
    needs: ts,
    group: shifted(-1.5 * TICKS),
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
  'picture.black': { about: 'the lens cap is on', picture: 'black' },
  'picture.no_motion': { about: 'the sensor delivers the same picture for ever', picture: 'frozen' },
  replay: { about: 'sends the same recording every time, the clock in it included', picture: 'fixed' },
} as const satisfies Record<string, Fault>;
