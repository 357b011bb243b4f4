import type { CheckCode } from '@kaitong/contract/checks';
import { type Clip, encryptedClip } from '../clip.ts';
import { boxBreaks } from './boxes.ts';
import { breaks } from './breaks.ts';
import { byteBreaks } from './bytes.ts';
import {
  cameraFaults,
  cameraVariants,
  disguises,
  faultyClip,
  goodCameraClip,
  goodCameras,
  hurriedCameras,
  hurriedClip,
} from './cameras.ts';
import { containerBreaks, trimmedMakes } from './containers.ts';
import { duplicateBreaks, harmlessLosses, lossBreaks } from './losses.ts';
import { madeClip } from './made-clip.ts';
import { inTurns, type Make, makes } from './makes.ts';
import { muxerBreaks } from './muxers.ts';
import { nearMisses } from './near-misses.ts';
import { oddClips } from './odd.ts';
import { pictureBreaks } from './pictures.ts';
import { programClip, programMakes } from './programs.ts';
import { oddSnapshots, withSnapshot } from './snapshots.ts';
import { oddSounds, soundBreaks, soundMakes } from './sounds.ts';
import { stampBreaks } from './stamps.ts';
import { wildMakes } from './wild.ts';

/** A clip and what has to be said about it; `code` null: nothing worse than a warning. */
export type Labelled = {
  name: string;
  code: CheckCode | null;
  /** What the finding has to say that it is. */
  measured?: string;
  clip: () => Promise<Clip | string>;
};

const once = (make: Make): (() => Promise<Clip>) => {
  let made: Promise<Clip> | undefined;
  return () => {
    made ??= madeClip(make);
    return made;
  };
};

export type GoodClip = Labelled & {
  /** The encoder, and what it was asked for. */
  setting: string;
};

const settingOf = ({ recipe: { encoder, options } }: Make): string => `${encoder} ${JSON.stringify(options)}`;

const made = [...oddSounds, ...harmlessLosses, ...nearMisses];
const changed = inTurns(made.map(({ make }) => make)).flatMap((make, at) => {
  const one = made[at];
  return one ? [{ ...one, make }] : [];
});

/** Good clips, every second one encrypted. A text instead of a clip says why it cannot be made here. */
export const goodClips: readonly GoodClip[] = [
  ...inTurns(makes).map((make, index) => ({
    name: make.name,
    code: null,
    setting: settingOf(make),
    clip: async () => (index % 2 === 0 ? madeClip(make) : encryptedClip(await madeClip(make))),
  })),
  ...changed.map(({ name, make, change }) => ({
    name,
    code: null,
    setting: settingOf(make),
    clip: async () => change(await madeClip(make)),
  })),
  ...[...programMakes, ...soundMakes, ...trimmedMakes, ...wildMakes].map((make) => ({
    name: make.name,
    code: null,
    setting: make.setting,
    clip: async () => programClip(make),
  })),
  ...oddClips.map(({ name, setting, clip }) => ({ name, code: null, setting, clip: async () => clip() })),
  ...oddSnapshots.map((snapshot) => ({
    name: snapshot.name,
    code: null,
    setting: `sharp ${snapshot.name}`,
    clip: () => withSnapshot(snapshot),
  })),
  ...goodCameras.map(({ name, options }) => ({
    name,
    code: null,
    setting: `virtual camera ${options.codec}`,
    clip: () => goodCameraClip(options),
  })),
];

/** Broken clips. Those that share their footage encode it once. */
export function brokenClips(): Labelled[] {
  const made = new Map<Make, () => Promise<Clip>>();
  return [
    ...[
      ...breaks,
      ...lossBreaks,
      ...duplicateBreaks,
      ...pictureBreaks,
      ...soundBreaks,
      ...containerBreaks,
      ...stampBreaks,
      ...muxerBreaks,
      ...byteBreaks,
      ...boxBreaks,
    ].map(({ how, make, change, ...label }) => {
      const base = made.get(make) ?? once(make);
      made.set(make, base);
      return { ...label, name: how, clip: async () => change(await base()) };
    }),
    ...[...cameraFaults.map((fault) => ({ fault, code: fault })), ...cameraVariants].map(({ fault, code }) => {
      const measured = disguises[fault];
      const label = { name: `virtual camera: ${fault}`, code, ...(measured === undefined ? {} : { measured }) };
      return { ...label, clip: () => faultyClip(fault) };
    }),
    ...hurriedCameras.map(({ name, fault, coming }) => ({
      name: `virtual camera: ${name}`,
      code: 'time.rate' as const,
      clip: () => hurriedClip(fault, coming),
    })),
    {
      name: 'virtual camera: SPS and PPS glued to the picture before',
      code: 'video.param_sets' as const,
      clip: () => faultyClip('video.sets_glued'),
    },
    ...(['ts', 'fmp4', 'mp4'] as const).map((container) => ({
      name: `virtual camera, H.265, ${container}`,
      code: 'decode.errors' as const,
      clip: () => faultyClip('decode.errors', { codec: 'h265', container }),
    })),
  ];
}
