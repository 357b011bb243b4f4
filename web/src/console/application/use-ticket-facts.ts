import type { Application } from '@kaitong/contract';
import type { TicketFacts } from '@kaitong/contract/checks';
import { useText } from '../texts/index.ts';

type Sample = Pick<Application, 'id' | 'deviceId' | 'productName' | 'pid' | 'firmware'>;

/** What a ticket about a finding has to say of the sample, and where its application is. */
export function useTicketFacts({ id, deviceId, productName, pid, firmware }: Sample): TicketFacts {
  const t = useText();
  const facts: (readonly [string, string | null])[] = [
    [t('application.product'), productName],
    ['PID', pid],
    [t('application.deviceId'), deviceId],
    [t('application.firmware'), firmware],
    [t('menu.application'), new URL(`/applications/${id}`, location.origin).href],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}
