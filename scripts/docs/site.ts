// All pages of the documentation, in both languages, made of Markdown, the catalogues of contract, and the API's document.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LANGUAGES, type Language } from '@kaitong/contract';
import { writeIndex } from '@kaitong/web/docs-search';
import { root } from '../command.ts';
import { type ApiDocument, apiPages } from './api-pages.ts';
import { checkPages } from './check-pages.ts';
import { frame, type MenuChapter, SEARCH } from './frame.ts';
import { renderMarkdown } from './markdown.ts';
import { chapters, type Source, sourceFile, sources } from './menu.ts';
import { addressOf, escapeHtml, fileAddress, type Page } from './page.ts';
import { plainText, sectionsOf } from './sections.ts';
import { words } from './words.ts';

/** What the pages are made of beside the repository's own texts. */
export type SiteParts = {
  api: ApiDocument;
  /** Codes of checks that the virtual camera fails without a platform. */
  recordable: ReadonlySet<string>;
};

export type Site = {
  pages: readonly Page[];
  /** What pages show or hand out, from the root. */
  files: readonly string[];
};

export function composeSite({ api, recordable }: SiteParts): Site {
  const files = new Set<string>();
  const written = sources.flatMap((source) => LANGUAGES.map((language) => readSource(source, language, files)));
  const pages = [...written, ...checkPages(recordable), ...apiPages(api)];
  for (const language of LANGUAGES) pages.push(homePage(language, pages), searchPage(language), missingPage(language));
  return { pages, files: [...files] };
}

function readSource({ name, source }: Source, language: Language, files: Set<string>): Page {
  const file = sourceFile(source, language);
  const { html, headings, files: shown } = renderMarkdown(readFileSync(path.join(root, file), 'utf8'), file, language);
  for (const one of shown) files.add(one);
  const title = headings[0]?.text ?? name;
  return { language, name, title, entry: name, html, headings };
}

/** Who reads, then what there is. */
function homePage(language: Language, pages: readonly Page[]): Page {
  const say = words[language];
  const [people, ...others] = menuOf(language, pages);
  const doors = (people?.entries ?? []).map(({ name, title }) => {
    const page = pages.find((one) => one.language === language && one.name === name);
    const lead = plainText(/<p>(.*?)<\/p>/s.exec(page?.html ?? '')?.[1] ?? '');
    return `<li><a href="${addressOf(language, name)}" class="door"><strong class="door-name">${escapeHtml(title)}</strong>${escapeHtml(lead)}</a></li>`;
  });
  const lists = others.map(({ title, entries }) => {
    const items = entries.map(
      (one) => `<li><a href="${addressOf(language, one.name)}">${escapeHtml(one.title)}</a></li>`,
    );
    return `<h2>${title}</h2>\n<ul>${items.join('')}</ul>`;
  });
  const html = `<h1>${say.site}</h1>\n<ul class="doors">${doors.join('')}</ul>\n${lists.join('\n')}`;
  return { language, name: '', title: say.site, entry: '', html, headings: [] };
}

function searchPage(language: Language): Page {
  const say = words[language];
  const html = `<h1>${say.search}</h1>
<noscript><p>${say.searchScript}</p></noscript>
<p role="status" data-said></p>
<ol class="found" data-index="${fileAddress(indexFile(language))}" data-none="${say.searchNone}" data-failed="${say.searchFailed}" data-count="${say.searchCount}"></ol>`;
  return { language, name: SEARCH, title: say.search, entry: SEARCH, html, headings: [] };
}

/** Answered for every address that has no page. */
export const MISSING = '404';
function missingPage(language: Language): Page {
  const say = words[language];
  const html = `<h1>${say.missing}</h1>
<p>${say.missingText} <a href="${addressOf(language, SEARCH)}">${say.search}</a></p>
<p><a href="${addressOf(language, '')}">${say.home}</a></p>`;
  return { language, name: MISSING, title: say.missing, entry: MISSING, html, headings: [] };
}

const menuOf = (language: Language, pages: readonly Page[]): MenuChapter[] => {
  const titleOf = (name: string) => pages.find((page) => page.language === language && page.name === name)?.title;
  return chapters.map(({ key, entries }) => ({
    title: words[language].chapters[key],
    entries: entries.map(({ name, label }) => ({ name, title: label?.[language] ?? titleOf(name) ?? name })),
  }));
};

const indexFile = (language: Language): string => `search.${language}.json`;
/** Nobody looks for these. */
const NOT_FOUND_BY_SEARCH: readonly string[] = ['', SEARCH, MISSING];

/** The index of each language, by its file. */
export const searchIndexes = (pages: readonly Page[]): Map<string, string> =>
  new Map(
    LANGUAGES.map((language) => [
      indexFile(language),
      writeIndex(
        pages
          .filter((page) => page.language === language && !NOT_FOUND_BY_SEARCH.includes(page.name))
          .flatMap(sectionsOf),
      ),
    ]),
  );

/** Each page's file below `docs/`, and the document in it. */
export const documentsOf = (pages: readonly Page[], template: string): Map<string, string> => {
  const menus = new Map(LANGUAGES.map((language) => [language, menuOf(language, pages)]));
  return new Map(
    pages.map((page) => [
      `${page.language}/${page.name === '' ? 'index' : page.name}.html`,
      frame(page, menus.get(page.language) ?? [], template),
    ]),
  );
};
