import { type Language, spellMoney } from '@kaitong/contract';
import { type OrderRow, priceOf } from './lock-order.ts';

const kinds = {
  'zh-CN': { event: '云存储事件录像', continuous: '云存储连续录像' },
  en: { event: 'Event recording', continuous: 'Continuous recording' },
} as const;
const periods = {
  'zh-CN': { month: '1 个月', year: '1 年', trial: '30 天' },
  en: { month: '1 month', year: '1 year', trial: '30 days’ trial' },
} as const;

/** What is bought, in one line, for the checkout of another company: what people call their cameras is none of its business. */
export function describeOrder(row: OrderRow, language: Language): string {
  const { terms, period } = row;
  const kind = kinds[language][terms.kind];
  const time = periods[language][period ?? 'trial'];
  if (language === 'zh-CN') {
    const name = period ? kind : `${spellMoney(priceOf(row), language)}体验套餐，${kind}`;
    return `${name}（保存 ${terms.retentionDays} 天）${time}`;
  }
  return `${kind}, kept ${terms.retentionDays} days, ${time}`;
}
