import type { Language } from '@kaitong/contract';

export type ReceiptTexts = {
  title: string;
  about: string;
  seller: string;
  phone: string;
  email: string;
  orderId: string;
  item: string;
  camera: string;
  amount: string;
  listPrice: string;
  /** {code} */
  coupon: string;
  paid: string;
  paidAt: string;
  provider: string;
  paymentId: string;
  refunds: Record<'requested' | 'confirmed' | 'failed', string>;
  returned: string;
  returning: string;
  kept: string;
  save: string;
};

export const receiptTexts: Record<Language, ReceiptTexts> = {
  'zh-CN': {
    title: '收据',
    about: '本收据证明款项已收到，不能代替发票。',
    seller: '收款方',
    phone: '电话',
    email: '邮箱',
    orderId: '订单号',
    item: '内容',
    camera: '设备',
    amount: '金额',
    listPrice: '原价',
    coupon: '优惠码 {code}',
    paid: '实付',
    paidAt: '支付时间',
    provider: '支付渠道',
    paymentId: '支付流水号',
    refunds: { requested: '退款中', confirmed: '已退款', failed: '待退款（支付方尚未退回）' },
    returned: '多付款项，已退回（不计入本单）',
    returning: '多付款项，退回中（不计入本单）',
    kept: '退款后净额',
    save: '保存为文件',
  },
  en: {
    title: 'Receipt',
    about: 'It says that the money was received. It is no tax invoice.',
    seller: 'Seller',
    phone: 'Phone',
    email: 'E-mail',
    orderId: 'Order number',
    item: 'Item',
    camera: 'Camera',
    amount: 'Amount',
    listPrice: 'List price',
    coupon: 'Coupon {code}',
    paid: 'Paid',
    paidAt: 'Paid at',
    provider: 'Paid through',
    paymentId: 'Payment number',
    refunds: {
      requested: 'Refund on its way',
      confirmed: 'Refunded',
      failed: 'Refund owed (not given back by the provider yet)',
    },
    returned: 'Another payment, given back (not part of this order)',
    returning: 'Another payment, on its way back (not part of this order)',
    kept: 'Left after refunds',
    save: 'Save as a file',
  },
};
