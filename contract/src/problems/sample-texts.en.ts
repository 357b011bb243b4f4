import type { ProblemTexts } from './fill-text.ts';

/** Of browsers as cameras. */
export const samples = {
  demonstration_only: {
    title: 'A browser is a camera of demonstration products only',
    remedy: 'Create a product marked as a demonstration in the console, issue a licence of it, and pair with that one.',
  },
  demonstration_not_sold: {
    title: 'This product was activated by a browser’s camera and is not sold',
    remedy:
      'Choose Add product and verify a camera with firmware of its own. When it has passed, its certificate takes the place of this one, and the product can be sold.',
  },
  release_not_by_browser: {
    title: 'A browser’s camera runs no firmware of yours',
    remedy: 'Verify the release with a camera on which it is installed.',
  },
} satisfies Partial<ProblemTexts>;
