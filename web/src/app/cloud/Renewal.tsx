import type { DeviceId, SubscriptionView } from '@kaitong/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useOnce } from '../../api/use-once.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { buyingApi } from '../orders/buying-api.ts';
import { buyingQueries } from '../orders/buying-queries.ts';
import { useMoneyText } from '../orders/texts/index.ts';
import { useMoney } from '../orders/use-order-name.ts';
import { Button } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Facts, Group } from '../parts/Group.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { useTerms } from './use-terms.ts';

type Props = { deviceId: DeviceId; renewal: NonNullable<SubscriptionView['renewal']> };

/** What is charged next and when; one tap ends it. */
export function Renewal({ deviceId, renewal: { terms: given, period, price, chargeAt, refused } }: Props) {
  const t = useMoneyText();
  const ofApp = useText();
  const money = useMoney();
  const terms = useTerms();
  const client = useQueryClient();
  const device = useQuery(queries.device(deviceId));
  const end = useOnce({
    mutationFn: () => buyingApi.endRenewal({ params: { deviceId } }),
    onSuccess: (view) => client.setQueryData(buyingQueries.subscription(deviceId).queryKey, view),
  });
  return (
    <>
      {refused && (
        <Callout tone="waiting" title={t('renewal.refused')}>
          {t('notice.renewal_refusedText')}
        </Callout>
      )}
      <Group title={t('renewal.title')} note={t('renewal.note')}>
        <Facts
          facts={[
            {
              name: ofApp('cloud.plan'),
              value: ofApp('cloud.termsPaid', { terms: terms(given), period: ofApp(`cloud.${period}`) }),
            },
            { name: t('renewal.price'), value: money(price) },
            { name: t('renewal.next'), value: <TimeText at={chargeAt} exact /> },
          ]}
        />
      </Group>
      {end.isError && <ErrorNotice error={end.error} />}
      {device.data && !device.data.sharedBy && (
        <Button kind="plain" busy={end.isPending && t('renewal.ending')} onClick={() => end.mutate()}>
          {t('renewal.end')}
        </Button>
      )}
    </>
  );
}
