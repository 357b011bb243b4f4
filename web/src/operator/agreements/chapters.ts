import type { control, Output } from '@kaitong/contract';

export type AgreementVersion = Output<typeof control.publishAgreement>;
export type AgreementText = Output<typeof control.getAgreementVersion>['texts']['en'];
type Chapters = AgreementText['chapters'];

/** What the server takes: a text that is refused there would lose what was typed. */
const MOST = { title: 200, paragraph: 4000, chapters: 50, paragraphs: 100 };
const MARK = /^#\s+/;

export type WrongChapters =
  | 'no_chapter'
  | 'before_chapter'
  | 'empty_chapter'
  | 'long_title'
  | 'long_paragraph'
  | 'too_many';
type Read = { chapters: Chapters } | { wrong: WrongChapters; line: number };

/** Chapters as one text to write in: `# ` begins a chapter, every other line is a paragraph of it. */
export const writeChapters = (chapters: Chapters): string =>
  chapters.map(({ title, paragraphs }) => [`# ${title}`, ...paragraphs.map(asLine)].join('\n')).join('\n\n');

const asLine = (paragraph: string): string => paragraph.replaceAll(/\s*\n\s*/g, ' ');

/** The chapters of such a text, or what is wrong with which of its lines. */
export function readChapters(text: string): Read {
  const chapters: (Chapters[number] & { line: number })[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1;
    const typed = raw.trim();
    if (typed === '') continue;
    if (MARK.test(typed)) {
      const title = typed.replace(MARK, '');
      if (title.length > MOST.title) return { wrong: 'long_title', line };
      chapters.push({ title, paragraphs: [], line });
      continue;
    }
    const chapter = chapters.at(-1);
    if (!chapter) return { wrong: 'before_chapter', line };
    if (typed.length > MOST.paragraph) return { wrong: 'long_paragraph', line };
    chapter.paragraphs.push(typed);
  }
  if (chapters.length === 0) return { wrong: 'no_chapter', line: 1 };
  const empty = chapters.find(({ paragraphs }) => paragraphs.length === 0);
  if (empty) return { wrong: 'empty_chapter', line: empty.line };
  const isTooLong = chapters.some(({ paragraphs }) => paragraphs.length > MOST.paragraphs);
  if (chapters.length > MOST.chapters || isTooLong) return { wrong: 'too_many', line: 1 };
  return { chapters: chapters.map(({ title, paragraphs }) => ({ title, paragraphs })) };
}
