// What the search finds: pages cut at their headings, as plain text.
import type { Section } from '@kaitong/web/docs-search';
import { addressOf, type Page } from './page.ts';

const HEADING = /<h([23]) id="([^"]*)"[^>]*>(.*?)<\/h\1>/gs;

/** What parts words; bold and links stand within a line. */
const BLOCK = /<\/?(?:p|li|ul|ol|h\d|t[dhr]|thead|tbody|table|pre|div|br)\b[^>]*>/g;

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Reads what `escapeHtml` and the Markdown library write, and nothing else. */
export const plainText = (html: string): string =>
  html
    .replace(BLOCK, ' ')
    .replace(/<[^>]+>/g, '')
    .replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim();

export function sectionsOf(page: Page): Section[] {
  const { html, title, language, name } = page;
  const address = addressOf(language, name);
  if (page.found !== undefined) return [{ id: address, title, heading: '', text: page.found }];
  const heads = [...html.matchAll(HEADING)];
  const bodyOf = (from: number, index: number) => plainText(html.slice(from, heads[index + 1]?.index ?? html.length));
  const first = { id: address, title, heading: '', text: bodyOf(0, -1) };
  const others = heads.map((head, index) => ({
    id: `${address}#${head[2]}`,
    title,
    heading: plainText(head[3] ?? ''),
    text: bodyOf(head.index + head[0].length, index),
  }));
  return [first, ...others];
}
