import type { VideoCodec } from '@kaitong/contract/checks';

/** Ticks per second of every time stamp: MPEG's 90 kHz. */
export const TICKS = 90_000;
export const ticksOf = (milliseconds: number): number => Math.round(milliseconds * (TICKS / 1000));

/** One coded picture, in Annex B form, parameter sets before every key frame. Times in ticks. */
export type VideoFrame = { data: Uint8Array; key: boolean; pts: number; dts: number; duration: number };

/** One AAC frame without ADTS header. */
export type AudioFrame = { data: Uint8Array; pts: number; duration: number };

/** A piece of a recording that can be played from its start: a key frame first. */
export type Group = { video: VideoFrame[]; audio: AudioFrame[] };

export type VideoFormat = {
  codec: VideoCodec;
  width: number;
  height: number;
  fps: number;
  /** How a camera that is set wrongly codes: next to nothing for each picture, or more colour than browsers take. */
  coding?: 'coarse' | '4:2:2';
};

/** Length of a group's picture in milliseconds. */
export const durationOf = ({ video }: Group): number =>
  video.reduce((total, { duration }) => total + duration, 0) / (TICKS / 1000);
