import type { Alarm, Reminder } from '@kaitong/contract';

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

/** The same of a reminder; {at}: when it ends or is charged. */
export const reminderTexts: Record<Reminder['language'], Record<Reminder['reminder'], string>> = {
  'zh-CN': {
    subscription_expiring: '云存储将于 {at} 到期，点此续费',
    subscription_expired: '云存储已到期，不再录像，点此续费',
    renewal_due: '云存储将于 {at} 自动续费，点此查看',
    renewal_price: '续费涨价，{at} 按新价扣款，点此查看',
    renewal_refused: '自动续费扣款失败，点此查看',
    renewal_ended: '自动续费已停止，点此查看',
  },
  en: {
    subscription_expiring: 'Cloud storage ends {at}. Tap to renew.',
    subscription_expired: 'Cloud storage has ended, and nothing is recorded. Tap to renew.',
    renewal_due: 'Cloud storage renews by itself {at}. Tap to see it.',
    renewal_price: 'Renewing costs more from {at}. Tap to see it.',
    renewal_refused: 'The charge for renewing failed. Tap to see it.',
    renewal_ended: 'Auto-renewal has stopped. Tap to see it.',
  },
};
