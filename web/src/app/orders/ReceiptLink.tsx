import type { OrderId } from '@kaitong/contract';
import { useLanguage } from '../../i18n/texts.ts';
import { Group } from '../parts/Group.tsx';
import { LinkRow, linkRowClass } from '../parts/LinkRow.tsx';
import { place } from '../place.ts';
import { useMoneyText } from './texts/index.ts';

/** Leads to the receipt, a page of its own that can be printed or kept. */
export function ReceiptLink({ orderId }: { orderId: OrderId }) {
  const t = useMoneyText();
  const [language] = useLanguage();
  const query = new URLSearchParams({ lang: language, tz: Intl.DateTimeFormat().resolvedOptions().timeZone });
  return (
    <Group>
      <a href={`${place.api}/api/v1/orders/${orderId}/receipt?${query}`} className={linkRowClass}>
        <LinkRow icon="receipt" title={t('receipt.open')} text={t('receipt.text')} />
      </a>
    </Group>
  );
}
