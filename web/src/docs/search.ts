// The search of the documentation: the build makes the index with it, pages read it, so that both cut texts alike.
import MiniSearch, { type Options } from 'minisearch';

/** What can be found: a section of a page, or the page before its first section. */
export type Section = {
  /** Address with its anchor. */
  id: string;
  /** Of the page. */
  title: string;
  /** Of the section; empty for the page itself. */
  heading: string;
  text: string;
};

/** What stands in a list of results. */
export type Found = { address: string; title: string; heading: string; excerpt: string };

const segmenter = new Intl.Segmenter('zh-CN', { granularity: 'word' });
/** Inside codes and names, which are words as a whole and in parts: `enc.key`, `device_offline`. */
const JOINT = /[._]/;
const LATIN = /^[a-z]{5,}$/;
const LONGEST_QUERY = 100;
const MOST_FOUND = 30;

/** The words of a text, as Chinese or as Latin ones. */
export function cutWords(text: string): string[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(text.toLowerCase())) {
    if (!isWordLike) continue;
    words.push(segment);
    if (JOINT.test(segment)) words.push(...segment.split(JOINT).filter((part) => part !== ''));
  }
  return words;
}

const options: Options<Section> = {
  fields: ['title', 'heading', 'text'],
  storeFields: ['title', 'heading', 'excerpt'],
  extractField: (section, field) =>
    field === 'excerpt' ? excerptOf(section.text) : (section[field as keyof Section] ?? ''),
  tokenize: cutWords,
  searchOptions: {
    boost: { title: 4, heading: 3 },
    combineWith: 'AND',
    prefix: true,
    fuzzy: (word) => (LATIN.test(word) ? 0.2 : false), // a slip in a Latin word; in a code or in Chinese it is another one
  },
};

const EXCERPT = 140;
const excerptOf = (text: string): string => (text.length > EXCERPT ? `${text.slice(0, EXCERPT).trimEnd()}…` : text);

/** The index as a file. */
export function writeIndex(sections: readonly Section[]): string {
  const index = new MiniSearch<Section>(options);
  index.addAll(sections);
  return JSON.stringify(index);
}

/** @param text what `writeIndex` made */
export const readIndex = (text: string): MiniSearch<Section> => MiniSearch.loadJSON<Section>(text, options);

/** What has all words of the query, the best first and of each page its best section; else what has any of them. */
export function find(index: MiniSearch<Section>, query: string): Found[] {
  const asked = query.slice(0, LONGEST_QUERY);
  const all = index.search(asked);
  const results = all.length > 0 ? all : index.search(asked, { combineWith: 'OR' });
  const pages = new Map<string, Found>();
  for (const { id, title, heading, excerpt } of results) {
    const [page = ''] = String(id).split('#');
    if (!pages.has(page)) pages.set(page, { address: String(id), title, heading, excerpt });
  }
  return [...pages.values()].slice(0, MOST_FOUND);
}
