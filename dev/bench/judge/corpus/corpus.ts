import type { CheckCode } from '@kaitong/contract/checks';
import { type Clip, encryptedClip } from '../clip.ts';
import { breaks } from './breaks.ts';
import { cameraFaults, faultyClip, goodCameraClip, goodCameras, hurriedCameras, hurriedClip } from './cameras.ts';
import { containerBreaks, trimmedMakes } from './containers.ts';
import { harmlessLosses, lossBreaks } from './losses.ts';
import { madeClip } from './made-clip.ts';
import { type Make, makes } from './makes.ts';
import { oddClips } from './odd.ts';
import { pictureBreaks } from './pictures.ts';
import { programClip, programMakes } from './programs.ts';
import { oddSounds, soundBreaks, soundMakes } from './sounds.ts';
import { stampBreaks } from './stamps.ts';

/** A clip and what has to be said about it; `code` null: nothing worse than a warning. */
export type Labelled = {
  name: string;
  code: CheckCode | null;
  clip: () => Promise<Clip | string>;
};

const once = (make: Make): (() => Promise<Clip>) => {
  let made: Promise<Clip> | undefined;
  return () => {
    made ??= madeClip(make);
    return made;
  };
};

/** Good clips, every second one encrypted. A text instead of a clip says why it cannot be made here. */
export const goodClips: readonly Labelled[] = [
  ...makes.map((make, index) => ({
    name: make.name,
    code: null,
    clip: async () => (index % 2 === 0 ? madeClip(make) : encryptedClip(await madeClip(make))),
  })),
  ...[...oddSounds, ...harmlessLosses].map(({ name, make, change }) => ({
    name,
    code: null,
    clip: async () => change(await madeClip(make)),
  })),
  ...[...programMakes, ...soundMakes, ...trimmedMakes].map((make) => ({
    name: make.name,
    code: null,
    clip: async () => programClip(make),
  })),
  ...oddClips.map(({ name, clip }) => ({ name, code: null, clip: async () => clip() })),
  ...goodCameras.map(({ name, options }) => ({ name, code: null, clip: () => goodCameraClip(options) })),
];

/** Broken clips. Those that share their footage encode it once. */
export function brokenClips(): Labelled[] {
  const made = new Map<Make, () => Promise<Clip>>();
  return [
    ...[...breaks, ...lossBreaks, ...pictureBreaks, ...soundBreaks, ...containerBreaks, ...stampBreaks].map(
      ({ code, how, make, change }) => {
        const base = made.get(make) ?? once(make);
        made.set(make, base);
        return { name: how, code, clip: async () => change(await base()) };
      },
    ),
    ...cameraFaults.map((fault) => ({ name: `virtual camera: ${fault}`, code: fault, clip: () => faultyClip(fault) })),
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
