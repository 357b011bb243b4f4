import { formatMoney, LANGUAGES, type Language, type NoticeAbout } from '@kaitong/contract';
import type { Mail } from '../../mail/open-mailer.ts';
import { noticeMailTexts } from './notice-mail-texts.ts';

export type MailedNotice = keyof (typeof noticeMailTexts)['en'];

type Said = { camera: string; about: NoticeAbout | null; timeZone: string; link: string; host: string };

/** In both languages, since nobody knows in which one it is read. */
export function composeNoticeMail(type: MailedNotice, said: Said): Pick<Mail, 'subject' | 'text'> {
  const both = LANGUAGES.map((language) => fill(noticeMailTexts[language][type], said, language));
  return {
    subject: `${both.map(({ subject }) => subject).join(' / ')} (${said.host})`,
    text: `${both.map(({ text }) => `${text}\n\n${said.link}`).join('\n\n— — —\n\n')}\n`,
  };
}

type Text = { subject: string; text: string };

function fill({ subject, text }: Text, { camera, about, timeZone }: Said, language: Language): Text {
  // Somebody's own words, in a line that mail programs read.
  const name = camera.replace(/[^\p{L}\p{N} ._()（）-]/gu, ' ').slice(0, 60);
  const values: Record<string, string> = {
    name,
    at: about ? timeIn(about.at, timeZone) : '–',
    price: about?.price ? formatMoney(about.price, language) : '–',
    before: about?.before ? formatMoney(about.before, language) : '–',
  };
  const put = (words: string): string => words.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');
  return { subject: put(subject), text: put(text) };
}

/** As a clock on the reader's wall says it, with the name of the zone. */
function timeIn(time: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone });
  return `${format.format(new Date(time))} (${timeZone})`;
}
