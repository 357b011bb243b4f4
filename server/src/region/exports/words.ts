import type { EventType, Language } from '@kaitong/contract';
import { eventTypeTexts as inEnglish } from '@kaitong/contract/event-types/en';
import { eventTypeTexts as inChinese } from '@kaitong/contract/event-types/zh-CN';

/** What files of an export are called; kinds of events as the app calls them. */
export type ExportWords = {
  /** A camera that nobody named. */
  camera: string;
  missing(seconds: number): string;
  types: Readonly<Record<EventType, string>>;
};

export const exportWords: Readonly<Record<Language, ExportWords>> = {
  'zh-CN': {
    camera: '摄像机',
    missing: (seconds) => `缺 ${seconds} 秒`,
    types: inChinese,
  },
  en: {
    camera: 'camera',
    missing: (seconds) => `${seconds} s missing`,
    types: inEnglish,
  },
};
