import { isRefusal, type Language, type Refusal, refusal } from '@kaitong/contract';
import { eventTypeTexts as inEnglish } from '@kaitong/contract/event-types/en';
import { eventTypeTexts as inChinese } from '@kaitong/contract/event-types/zh-CN';
import type { RegionContext } from '../../context.ts';
import type { Recording } from '../../footage/find-recording.ts';
import { hasFootage } from '../../footage/owned-device.ts';
import { readPreview } from '../../footage/previews.ts';
import { readObject } from '../read-object.ts';
import { listWatched, openWatched, type Watched } from '../watched.ts';
import { findLink, type Link } from './links.ts';

/** What a chat is told of a link that is sent in it. */
export type ChatCard = { language: Language; title: string; text: string; pictureUrl: string | null };

const texts = {
  'zh-CN': {
    types: inChinese,
    bare: '分享的录像',
    withPin: '打开需要密码',
    until: '{at} 前可以观看',
    cut: '录像 {from}–{to}',
  },
  en: {
    types: inEnglish,
    bare: 'A shared recording',
    withPin: 'It opens with a PIN',
    until: 'To be watched until {at}',
    cut: 'Recording {from}–{to}',
  },
} as const;

/** `undefined`: the link opens nothing, so nothing is told. Of a link with a PIN it is told that it has one. */
export async function describeForChat(context: RegionContext, token: string): Promise<ChatCard | undefined> {
  const opened = await openLink(context, token);
  if (!opened) return undefined;
  const { link, watched, first } = opened;
  const language = link?.language ?? 'zh-CN';
  const { types, bare, withPin, until, cut } = texts[language];
  if (link?.wrapped_pin != null) return { language, title: bare, text: withPin, pictureUrl: null };
  const { span_from: from, span_to: to, expires_at } = watched.session;
  const clock = clockOf(language, link?.time_zone);
  const title =
    from && to
      ? cut.replace('{from}', clock.moment(from)).replace('{to}', clock.time(to))
      : `${types[first.type as keyof typeof types]} · ${clock.moment(first.happened_at)}`;
  const hasPicture = (link?.picture ?? true) && first.snapshot_n !== null;
  return {
    language,
    title,
    text: until.replace('{at}', clock.moment(expires_at)),
    pictureUrl: hasPicture ? `${context.publicUrl}/play/${token}/picture` : null,
  };
}

/** The small picture of that card. */
export async function showCardPicture(
  context: RegionContext,
  token: string,
): Promise<{ type: string; body: Uint8Array } | Refusal> {
  const opened = await openLink(context, token);
  if (!opened || opened.link?.wrapped_pin != null || opened.link?.picture === false) return refusal('not_found');
  const { watched, first } = opened;
  if (first.snapshot_n === null || !hasFootage(watched.device, context.clock.now())) return refusal('not_found');
  const preview = await readPreview(context, first);
  if (preview.is === 'made') return { type: 'image/webp', body: preview.bytes };
  const bytes = await readObject(context, { device: watched.device, recording: first }, first.snapshot_n);
  return isRefusal(bytes) ? bytes : { type: 'image/jpeg', body: bytes };
}

type Opened = { link: Link | undefined; watched: Watched; first: Recording };

async function openLink(context: RegionContext, token: string): Promise<Opened | undefined> {
  const found = await findLink(context, token);
  if (!found?.isInForce || found.isPaused) return undefined;
  const watched = await openWatched(context, found.session);
  if (isRefusal(watched)) return undefined;
  const [first] = await listWatched(context, watched);
  return first && { link: found.link, watched, first };
}

/** By the clock of whoever made the link; without one by UTC, and it is said so. */
function clockOf(language: Language, timeZone: string | null | undefined) {
  const zone = { timeZone: timeZone ?? 'UTC', ...(timeZone ? {} : { timeZoneName: 'short' as const }) };
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const moment = new Intl.DateTimeFormat(language, { ...zone, ...time, month: 'short', day: 'numeric' });
  const hour = new Intl.DateTimeFormat(language, { ...zone, ...time });
  return { moment: (at: Date) => moment.format(at), time: (at: Date) => hour.format(at) };
}
