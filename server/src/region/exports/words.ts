import type { EventType, Language } from '@kaitong/contract';

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
    types: {
      motion: '移动侦测',
      doorbell: '有人按门铃',
      person: '有人经过',
      lingering: '有人逗留',
      call_accepted: '呼叫已接听',
      call_missed: '呼叫未接听',
      sound: '声音异常',
      probe: '测试录像',
      continuous: '连续录像',
    },
  },
  en: {
    camera: 'camera',
    missing: (seconds) => `${seconds} s missing`,
    types: {
      motion: 'Motion',
      doorbell: 'Doorbell',
      person: 'Person',
      lingering: 'Someone lingering',
      call_accepted: 'Call accepted',
      call_missed: 'Call missed',
      sound: 'Sound',
      probe: 'Test recording',
      continuous: 'Continuous recording',
    },
  },
};
