import type { Language } from '@kaitong/contract';

/** A heading of a page, for its list of contents and for those who link to it. */
export type Heading = { depth: number; text: string; anchor: string };

/** One page of the documentation in one language. */
export type Page = {
  language: Language;
  /** Behind the language in its address: `checks/enc.key`; empty for the first page. */
  name: string;
  /** Of the browser's tab, and of what finds it. */
  title: string;
  /** Which entry of the menu it belongs to, by its name. */
  entry: string;
  /** From the heading to the end of the text. */
  html: string;
  headings: readonly Heading[];
  /** What the search reads of it, where that is not its sections. */
  found?: string;
};

/** The address that a page has on every server. */
export const addressOf = (language: Language, name: string): string =>
  name === '' ? `/docs/${language}/` : `/docs/${language}/${name}`;

/** Files that pages show or hand out, beside the pages. */
export const fileAddress = (file: string): string => `/docs/files/${file}`;

const SPECIAL: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (one) => SPECIAL[one] ?? one);

/** The anchor that GitHub gives a heading, so that links lead to it there and here. */
export function slugOf(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

/** Anchors of one page: a heading that stands there twice gets a number behind it. */
export function openAnchors(): (text: string) => string {
  const taken = new Map<string, number>();
  return (text) => {
    const slug = slugOf(text);
    const count = taken.get(slug) ?? 0;
    taken.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  };
}

/** A table that is wider than a phone scrolls by itself, and the keyboard reaches it. */
export const scrolling = (table: string, name: string): string =>
  `<div class="table" role="group" tabindex="0" aria-label="${escapeHtml(name)}">${table}</div>`;
