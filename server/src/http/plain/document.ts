import type { Language, Refusal } from '@kaitong/contract';
import { LANGUAGES, problemText } from '@kaitong/contract';
import { safe } from '../../safe-html.ts';
import { STYLE } from './style.ts';

/** Colours and fonts of the pages: a sheet beside them. Without it the page is plain, and says as much. */
const DESIGN = '/design.css';

const MARK =
  '<b><svg viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M27.4 11.6A12.4 12.4 0 1 1 20.6 4.5"/><path d="m9.6 16.6 4.8 4.8L27 7.4"/></svg><span lang="zh-CN">开通</span> Kaitong</b>';

const OTHER: Record<Language, { language: Language; name: string }> = {
  'zh-CN': { language: 'en', name: 'English' },
  en: { language: 'zh-CN', name: '中文' },
};

/** A page without scripts around its body. Search engines may keep it only where `isListed`. */
export const writeDocument = (
  { language, title, isListed = false }: { language: Language; title: string; isListed?: boolean },
  body: string,
): string =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${safe(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">${isListed ? '' : '<meta name="robots" content="noindex, nofollow">'}<meta name="referrer" content="no-referrer">
<link rel="stylesheet" href="${DESIGN}"><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;

/** @param kept what else the address says, and is to say in the other language: `&q=…` */
export function writeTop(language: Language, kept = ''): string {
  const other = OTHER[language];
  return `<header>${MARK}<a class="screen" href="?lang=${other.language}${safe(kept)}" lang="${other.language}">${other.name}</a></header>`;
}

/** In both languages, since nobody knows who reads it. */
export function writeRefusedPage({ code, params }: Refusal, language: Language): string {
  const said = [...LANGUAGES]
    .sort((one) => (one === language ? -1 : 1))
    .map((one) => {
      const { title, remedy } = problemText(code, params, one);
      return `<section lang="${one}"><h1>${safe(title)}</h1><p>${safe(remedy)}</p></section>`;
    });
  const { title } = problemText(code, params, language);
  return writeDocument({ language, title }, `<header>${MARK}</header>${said.join('\n')}`);
}

/** Without scripts a page does not know the reader's time zone. */
export const timeOf = (instant: string): string =>
  `<time datetime="${safe(instant)}">${safe(instant.slice(0, 16).replace('T', ' '))} UTC</time>`;
