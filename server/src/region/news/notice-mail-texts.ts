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
    renewal_due: {
      subject: '“{name}”的云存储将自动续费 {price}',
      text: '将于 {at} 扣款 {price}。不想续费的话，请在此之前打开下面的页面关闭自动续费：',
    },
    renewal_price: {
      subject: '“{name}”的云存储续费涨价：{before} → {price}',
      text: '续费价格由 {before} 变为 {price}，将于 {at} 按新价扣款，在此之前不扣款。不接受的话，请打开下面的页面关闭自动续费：',
    },
    renewal_refused: {
      subject: '“{name}”的自动续费扣款失败',
      text: '{price} 扣款失败，几天内会再试几次。云存储将于 {at} 到期，到期后不再录像，扣款成功后恢复。也可以打开下面的页面自己付款：',
    },
    renewal_ended: {
      subject: '“{name}”的自动续费已停止',
      text: '多次扣款失败、订单被取消、账号被停用，或该套餐已停售，自动续费已停止，不会再扣款。已付款的时间不受影响，到期时间 {at}。需要的话请打开：',
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
    renewal_due: {
      subject: 'The cloud storage of “{name}” renews for {price}',
      text: '{price} will be charged on {at}. If you do not want that, end auto-renewal before then; open:',
    },
    renewal_price: {
      subject: 'Renewing the cloud storage of “{name}” costs more: {price} instead of {before}',
      text: 'The price rises from {before} to {price}. It will be charged on {at} and not before. If you do not want that, end auto-renewal; open:',
    },
    renewal_refused: {
      subject: 'The charge for renewing “{name}” was refused',
      text: '{price} could not be charged. It is tried some more times within days. The cloud storage ends on {at}; nothing is recorded after that until a charge succeeds. To pay by hand, open:',
    },
    renewal_ended: {
      subject: 'Auto-renewal of “{name}” has ended',
      text: 'Charges were refused, the order was cancelled, the account is suspended, or the plan is sold no more, so auto-renewal has ended and nothing more is charged. What is paid for stays; it ends on {at}. Open:',
    },
  },
} as const;
