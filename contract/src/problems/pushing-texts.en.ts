import type { ProblemTexts } from './fill-text.ts';

/** Of devices that only take what tools push. */
export const pushing = {
  push_devices_full: {
    title: 'You have as many push devices as you may have',
    remedy: 'One account has {limit} at most. Remove one that is not used any more.',
  },
  device_push_only: {
    title: 'This device only takes pushes',
    remedy:
      'No camera of ours stands behind it that could be asked for this. Set it in the camera or tool that sends the footage.',
  },
} satisfies Partial<ProblemTexts>;
