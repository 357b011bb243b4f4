import type { control, Language, Output } from '@kaitong/contract';
import { type AgreementText, readChapters, writeChapters } from './chapters.ts';

type Agreement = Output<typeof control.getAgreementVersion>;
type Typed = { title: string; body: string };

/** What the form holds: each text as it is written. */
export type DraftFields = { version: string; sharePercent: number; texts: Record<Language, Typed> };

export const today = (): string => new Date().toISOString().slice(0, 10);

/** A new version is named by its day until its writer names it otherwise. */
export function draftFieldsOf(from: Agreement | null): Partial<DraftFields> {
  if (!from) return { version: today() };
  const { 'zh-CN': zh, en } = from.texts;
  return { version: today(), sharePercent: from.sharePercent, texts: { 'zh-CN': typedOf(zh), en: typedOf(en) } };
}

const typedOf = ({ title, chapters }: AgreementText): Typed => ({ title, body: writeChapters(chapters) });

/** @throws RangeError for a text that its field's rule has let through by mistake */
export function textsOf({ texts }: DraftFields): Record<Language, AgreementText> {
  return { 'zh-CN': textOf(texts['zh-CN']), en: textOf(texts.en) };
}

function textOf({ title, body }: Typed): AgreementText {
  const read = readChapters(body);
  if ('wrong' in read) throw new RangeError(`line ${read.line}: ${read.wrong}`);
  return { title: title.trim(), chapters: read.chapters };
}
