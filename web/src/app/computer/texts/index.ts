import type { LocalCode } from '@kaitong/device/browser';
import type { Translate } from '../../../i18n/catalogue.ts';
import { perLanguage } from '../../../i18n/per-language.ts';
import { useTextIn } from '../../../i18n/texts.ts';
import type { zhCN } from './zh-CN.ts';

const catalogues = perLanguage({
  'zh-CN': async () => (await import('./zh-CN.ts')).zhCN,
  en: async () => (await import('./en.ts')).en,
});

/** What only the page of this computer’s camera says. */
export const useText = (): Translate<typeof zhCN> => useTextIn<typeof zhCN>(catalogues);

const LOCAL = {
  ...{ unreachable: true, answer_invalid: true, store_refused: true, authority_wrong: true, stopped: true },
  ...{ camera_failed: true, not_granted: true, spool_full: true },
} satisfies Record<LocalCode, true>;

/** What the SDK finds by itself, and the platform has no words for. */
export const isLocal = (code: string): code is LocalCode => Object.hasOwn(LOCAL, code);
