import { afterEach, beforeEach } from 'vitest';
import { page } from 'vitest/browser';
import { rememberLanguage } from '../i18n/language.ts';
import { startDesign } from '../ui/start.ts';

// An app reads its region from the address when it is loaded.
history.replaceState(null, '', `/cn/app/${location.search}`);
// Before an entry starts its texts.
rememberLanguage('en');
await startDesign();

beforeEach(async () => {
  sessionStorage.clear();
  await page.viewport(1280, 800);
});

afterEach(() => {
  document.title = '';
});
