import type { Fetch } from '@kaitong/device/browser';
import { shownLanguage } from '../../i18n/texts.ts';

/**
 * As the SDK calls, and refusals come in the words of the page. Without cookies: what its user may do is not what the camera
 * may, which goes by its own secret.
 */
export const inPageLanguage: Fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('accept-language', shownLanguage());
  return globalThis.fetch(input, { ...init, headers, credentials: 'omit' });
};
