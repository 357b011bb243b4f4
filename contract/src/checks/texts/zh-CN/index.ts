import type { CheckTexts } from '../../texts.ts';
import { containers } from './containers.ts';
import { flow } from './flow.ts';
import { general } from './general.ts';
import { objects } from './objects.ts';
import { pictures } from './pictures.ts';
import { timeAndSound } from './time-and-sound.ts';
import { video } from './video.ts';

export const zhCN: CheckTexts = {
  ...general,
  checks: { ...objects, ...containers, ...video, ...timeAndSound, ...pictures, ...flow },
};
