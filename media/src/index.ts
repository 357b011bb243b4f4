export { forEachNal } from './bitstream/nal.ts';
export { decryptObject } from './encryption/cbc.ts';
export type {
  AudioFacts,
  InitFacts,
  InspectedObject,
  KeyKind,
  ObjectFacts,
  ObjectInspection,
  ParameterSets,
  SoundClock,
  TrackFacts,
  VideoFacts,
  VideoFormat,
} from './facts.ts';
export { fromHex, toHex } from './hex.ts';
export { type ClipInput, clipTimeOf, inspectClip } from './inspect-clip.ts';
export { inspectObject, type ObjectInput } from './inspect-object.ts';
export { forDecoders } from './mpeg-ts/for-decoders.ts';
export type { Ports } from './ports.ts';
export { readSlices, type SlicesRead } from './read-slices.ts';
export { Mp4Remux, RemuxError, type RemuxObject } from './remux/remux.ts';
export { segmentsOf } from './segments.ts';
export { isMedia, type Sniffed, sniffContainer } from './sniff.ts';
export { haveSameBands } from './sound/audio-configuration.ts';
export { type SoundLevels, SoundMeter } from './sound/levels.ts';
export { fittingRate, isOtherG711 } from './sound/rates.ts';
export { type Explanation, explainFinding } from './telling/explain.ts';
export type { ToldField, ToldStructure } from './telling/tell.ts';
export { type ClipTimes, clipTimes, type SegmentTimes } from './timeline/clip-times.ts';
export { garbledSpans, type Span, toldTimeOf } from './timeline/garbled-pictures.ts';
export { rangesOf, tellNumbers } from './timeline/missing-objects.ts';
export { placeInClip } from './timeline/place-findings.ts';
export { placeOfPicture } from './timeline/place-of-picture.ts';
export { usualStepOf } from './timeline/usual-step.ts';
