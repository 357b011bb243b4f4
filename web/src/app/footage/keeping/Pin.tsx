import { Drawing } from '../../../ui/Icon.tsx';

/** Beside what is kept; the first page, which is weighed to the byte, does without. */
export const Pin = () => <Drawing path="M6.5 4h11v16.5L12 16.2l-5.5 4.3V4Z" />;
