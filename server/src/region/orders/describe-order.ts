import type { Language } from '@kaitong/contract';
import type { OrderRow } from './lock-order.ts';

const kinds = {
  'zh-CN': { event: '事件云存储', continuous: '全时云存储' },
  en: { event: 'Event recording', continuous: 'Continuous recording' },
} as const;
const periods = {
  'zh-CN': { month: '1 个月', year: '1 年', trial: '30 天体验' },
  en: { month: '1 month', year: '1 year', trial: '30 days’ trial' },
} as const;

/** What is bought, in one line, for the checkout of another company. */
export function describeOrder({ terms, period, device_name: device }: OrderRow, language: Language): string {
  const kind = kinds[language][terms.kind];
  const time = periods[language][period ?? 'trial'];
  return language === 'zh-CN'
    ? `${kind}（保存 ${terms.retentionDays} 天）${time} · ${device}`
    : `${kind}, kept ${terms.retentionDays} days, ${time} · ${device}`;
}
