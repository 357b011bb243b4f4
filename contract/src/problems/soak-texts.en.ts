import type { ProblemTexts } from './fill-text.ts';

/** Of cameras that are watched for a day. */
export const soaks = {
  soak_in_progress: {
    title: 'This camera is being watched already',
    remedy: 'Read its report, or end it and start anew.',
  },
} satisfies Partial<ProblemTexts>;
