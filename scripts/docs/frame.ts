// What stands around every page: header with search and language, contents, and what is on the page.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Language } from '@kaitong/contract';
import { root } from '../command.ts';
import { addressOf, escapeHtml, type Heading, type Page } from './page.ts';
import { words } from './words.ts';

/** An entry of the menu as it is shown. */
export type MenuEntry = { name: string; title: string };
export type MenuChapter = { title: string; entries: readonly MenuEntry[] };

/** The search's page, which every header leads to. */
export const SEARCH = 'search';

const mark = readFileSync(path.join(root, 'web/src/ui/mark.svg'), 'utf8')
  .replace('role="img" aria-label="Kaitong"', 'class="mark" aria-hidden="true"')
  .replace(/stroke="#[0-9a-f]+"/, 'stroke="currentColor"')
  .trim();

const otherOf = (language: Language): Language => (language === 'en' ? 'zh-CN' : 'en');

/** A page as a document. @param template what the build made of web/docs.html */
export function frame(page: Page, menu: readonly MenuChapter[], template: string): string {
  const say = words[page.language];
  const title = page.name === '' ? say.site : `${page.title} · ${say.site}`;
  return template
    .replace('lang="en"', `lang="${page.language}"`)
    .replace('<!-- title -->', () => `<title>${escapeHtml(title)}</title>`)
    .replace('<!-- page -->', () => `${header(page)}\n${body(page, menu)}`);
}

function header({ language, name }: Page): string {
  const say = words[language];
  const other = otherOf(language);
  return `<a class="skip" href="#main">${say.skip}</a>
<header class="top">
  <a class="brand" href="${addressOf(language, '')}">${mark}<span>Kaitong 开通 <span class="brand-what">${say.short}</span></span></a>
  <form class="search" role="search" action="${addressOf(language, SEARCH)}">
    <input class="search-field" type="search" name="q" maxlength="100" autocomplete="off" aria-label="${say.search}" placeholder="${say.searchHint}">
    <button class="search-button">${say.search}</button>
  </form>
  <a class="language" href="${addressOf(other, name)}" lang="${other}" hreflang="${other}">${say.other}</a>
</header>`;
}

function body(page: Page, menu: readonly MenuChapter[]): string {
  const say = words[page.language];
  const list = contents(page, menu);
  return `<div class="columns">
  <details class="menu-folded"><summary>${say.menu}</summary>${list}</details>
  <nav class="menu" aria-label="${say.menu}">${list}</nav>
  <main id="main" tabindex="-1">
${page.html}
  </main>
  ${onPage(page.headings, say.onPage)}
</div>`;
}

function contents(page: Page, menu: readonly MenuChapter[]): string {
  const chapters = menu.map(({ title, entries }) => {
    const items = entries.map((entry) => {
      const isCurrent = entry.name === page.name;
      const within = !isCurrent && entry.name === page.entry ? ' within' : '';
      const current = isCurrent ? ' aria-current="page"' : '';
      return `<li><a class="toc-link${within}" href="${addressOf(page.language, entry.name)}"${current}>${escapeHtml(entry.title)}</a></li>`;
    });
    return `<p class="toc-title">${title}</p><ul class="toc">${items.join('')}</ul>`;
  });
  return chapters.join('');
}

/** Below the second level it would repeat the page. */
function onPage(headings: readonly Heading[], title: string): string {
  const shown = headings.filter(({ depth }) => depth === 2);
  if (shown.length < 2) return '';
  const items = shown.map(
    ({ text, anchor }) =>
      `<li><a class="toc-link" href="#${escapeHtml(encodeURI(anchor))}">${escapeHtml(text)}</a></li>`,
  );
  return `<nav class="on-page" aria-label="${title}"><p class="toc-title">${title}</p><ul class="toc">${items.join('')}</ul></nav>`;
}
