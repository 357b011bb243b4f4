import type { Alarm } from '@kaitong/contract';

/** What a notification says below the camera's name. The worker has no pages whose texts it could use. */
export const alarmTexts: Record<Alarm['language'], Record<Alarm['kind'], string>> = {
  'zh-CN': {
    motion: '画面有动静',
    doorbell: '有人按门铃',
    person: '有人出现',
    lingering: '有人逗留',
    call_accepted: '呼叫已接听',
    call_missed: '有未接呼叫',
    sound: '有异常声音',
  },
  en: {
    motion: 'Something moved',
    doorbell: 'Somebody rang the doorbell',
    person: 'Somebody is there',
    lingering: 'Somebody lingers',
    call_accepted: 'A call was answered',
    call_missed: 'A call was missed',
    sound: 'A sound was heard',
  },
};
