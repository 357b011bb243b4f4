/** What owners are written of beside the notice. {name}: the camera; {at}, {price}, {before}: what the notice is about. */
export const noticeMailTexts = {
  'zh-CN': {
    subscription_expiring: {
      subject: '“{name}”的云存储快到期了',
      text: '“{name}”的云存储将于 {at} 到期。到期后不再录像，已有录像再保留 7 天。续费请打开：',
    },
    subscription_expired: {
      subject: '“{name}”的云存储已过期',
      text: '“{name}”不再录像，已有录像保留 7 天。续费后恢复录像，请打开：',
    },
  },
  en: {
    subscription_expiring: {
      subject: 'The cloud storage of “{name}” is about to end',
      text: 'The cloud storage of “{name}” ends on {at}. Nothing is recorded after that, and footage stays for 7 more days. To renew it, open:',
    },
    subscription_expired: {
      subject: 'The cloud storage of “{name}” has expired',
      text: '“{name}” records nothing any more, and footage stays for 7 days. Renewed, it records again; open:',
    },
  },
} as const;
