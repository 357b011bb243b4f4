import type { Language } from '../languages.ts';

/** Where a statement's CSV file is; `?language=` chooses its words, otherwise the browser's language does. */
export const statementCsvPath = (id: string): string => `/api/v1/statements/${id}/lines.csv`;

/** The columns of a statement's file, in their order. */
export const statementCsvColumns = [
  'type',
  'at',
  'orderId',
  'refundId',
  'pid',
  'productName',
  'region',
  'kind',
  'retentionDays',
  'trial',
  'coupon',
  'currency',
  'listPrice',
  'paid',
  'refunded',
  'usDollarListPrice',
  'sharePercent',
  'shareCurrency',
  'share',
] as const;
export type StatementCsvColumn = (typeof statementCsvColumns)[number];

type Word = 'order' | 'refund' | 'event' | 'continuous' | 'yes' | 'no';

export const statementCsvTexts: Record<
  Language,
  { columns: Record<StatementCsvColumn, string>; words: Record<Word, string> }
> = {
  'zh-CN': {
    columns: {
      type: '类型',
      at: '时间（UTC）',
      orderId: '订单号',
      refundId: '退款单号',
      pid: 'PID',
      productName: '产品名称',
      region: '区域',
      kind: '套餐类型',
      retentionDays: '存储天数',
      trial: '是否体验套餐',
      coupon: '优惠券',
      currency: '币种',
      listPrice: '标价',
      paid: '实付金额',
      refunded: '退款金额',
      usDollarListPrice: '美元标价',
      sharePercent: '分成比例（%）',
      shareCurrency: '分成币种',
      share: '分成金额',
    },
    words: { order: '订单', refund: '退款', event: '事件录像', continuous: '连续录像', yes: '是', no: '否' },
  },
  en: {
    columns: {
      type: 'Type',
      at: 'Time (UTC)',
      orderId: 'Order',
      refundId: 'Refund',
      pid: 'PID',
      productName: 'Product',
      region: 'Region',
      kind: 'Plan',
      retentionDays: 'Days kept',
      trial: 'Trial',
      coupon: 'Coupon',
      currency: 'Currency',
      listPrice: 'List price',
      paid: 'Paid',
      refunded: 'Refunded',
      usDollarListPrice: 'List price (USD)',
      sharePercent: 'Share (%)',
      shareCurrency: 'Share currency',
      share: 'Share',
    },
    words: { order: 'order', refund: 'refund', event: 'event', continuous: 'continuous', yes: 'yes', no: 'no' },
  },
};
