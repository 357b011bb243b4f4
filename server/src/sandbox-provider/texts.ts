import type { Language } from '@kaitong/contract';

export type SandboxTexts = {
  provider: string;
  notice: string;
  amount: string;
  reference: string;
  payWithin: string;
  minutes: string;
  pay: string;
  refuse: string;
  paid: string;
  refused: string;
  expired: string;
  back: string;
  misbehave: string;
  act: string;
  acts: { pay: string; twice: string; short: string; over: string };
  delay: string;
  delays: { none: string; short: string; long: string };
  copies: string;
  keepsMoney: string;
  go: string;
  chargeBack: string;
  history: string;
  states: { paid: string; refused: string };
  callbacks: string;
  waiting: string;
  taken: string;
  mandate: string;
  laterCharges: string;
  renewals: { pay: string; refuse: string; late: string; twice: string };
  keep: string;
  otherLanguage: string;
  missing: string;
};

export const sandboxTexts: Record<Language, SandboxTexts> = {
  'zh-CN': {
    provider: '沙箱支付',
    notice: '这是测试用的支付页面，不会扣您的钱。',
    amount: '应付金额',
    reference: '订单号',
    payWithin: '剩余支付时间',
    minutes: '{minutes} 分钟',
    pay: '支付 {price}',
    refuse: '模拟付款失败',
    paid: '支付成功',
    refused: '付款失败，可以再试一次',
    expired: '订单已超过支付时间',
    back: '返回 App',
    misbehave: '模拟异常情况',
    act: '怎么付',
    acts: { pay: '正常支付一次', twice: '重复支付两次', short: '少付一个最小单位', over: '多付一个最小单位' },
    delay: '回调通知',
    delays: { none: '立即发送', short: '20 秒后发送', long: '45 分钟后发送（订单已过期）' },
    copies: '同一通知发送次数',
    keepsMoney: '这笔支付的首次退款会失败',
    go: '按以上方式支付',
    chargeBack: '由支付方直接全额退款',
    history: '支付记录',
    states: { paid: '已支付', refused: '已拒绝' },
    callbacks: '回调通知记录',
    waiting: '等待送达 · 已尝试 {tries} 次',
    taken: '已送达 · 共尝试 {tries} 次',
    mandate: '付款即同意商户以后自动扣款，可随时在商户处关闭。',
    laterCharges: '以后的自动扣款',
    renewals: { pay: '正常扣款', refuse: '扣款失败', late: '扣款成功，36 小时后才通知', twice: '重复扣款两次' },
    keep: '保存',
    otherLanguage: 'English',
    missing: '没有这个支付页面，请从 App 里的订单重新进入。',
  },
  en: {
    provider: 'Sandbox Pay',
    notice: 'This checkout is for trying things out. No money is taken.',
    amount: 'To pay',
    reference: 'Order',
    payWithin: 'Time left to pay',
    minutes: '{minutes} min',
    pay: 'Pay {price}',
    refuse: 'Simulate a failed payment',
    paid: 'Paid',
    refused: 'The payment failed. You can try again.',
    expired: 'The time for paying is over',
    back: 'Back to the app',
    misbehave: 'Simulate problems',
    act: 'Payment',
    acts: {
      pay: 'Once, as it should be',
      twice: 'Twice',
      short: 'One minor unit too little',
      over: 'One minor unit too much',
    },
    delay: 'Callback',
    delays: { none: 'At once', short: 'After 20 s', long: 'After 45 minutes, when the order has expired' },
    copies: 'Times the callback is sent',
    keepsMoney: 'The first refund of this payment fails',
    go: 'Pay like this',
    chargeBack: 'Refund in full from the provider’s side',
    history: 'Payments',
    states: { paid: 'paid', refused: 'refused' },
    callbacks: 'Callbacks',
    waiting: 'waiting · tries: {tries}',
    taken: 'delivered · tries: {tries}',
    mandate: 'By paying you agree that the merchant may charge you later. You can end it there at any time.',
    laterCharges: 'Charges later on',
    renewals: {
      pay: 'As they should be',
      refuse: 'Refused',
      late: 'Paid, told after 36 hours',
      twice: 'Charged twice',
    },
    keep: 'Keep',
    otherLanguage: '简体中文',
    missing: 'There is no such checkout. Open it again from your order in the app.',
  },
};
