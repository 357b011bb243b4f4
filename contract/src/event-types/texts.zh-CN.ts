import type { EventType } from '../activation/steps.ts';

/** What kinds of events are called: by the app, and by the files that are taken along. */
export const eventTypeTexts = {
  motion: '移动侦测',
  doorbell: '有人按门铃',
  person: '有人经过',
  lingering: '有人逗留',
  call_accepted: '呼叫已接听',
  call_missed: '呼叫未接听',
  sound: '声音异常',
  probe: '测试录像',
  continuous: '连续录像',
} as const satisfies Record<EventType, string>;
