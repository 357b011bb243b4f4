import { Drawing } from '../../../ui/Icon.tsx';

/** Beside favourites; the first page, which is weighed to the byte, does without. */
export const Star = () => (
  <Drawing path="m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1.1 5.9L12 16.9l-5.3 2.8 1.1-5.9-4.3-4.1 5.9-.8L12 3.5Z" />
);
