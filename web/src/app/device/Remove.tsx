import type { DeviceId, OwnerDevice } from '@kaitong/contract';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useOnce } from '../../api/use-once.ts';
import { api } from '../api.ts';
import { footageQueries } from '../footage/footage-queries.ts';
import { buyingQueries } from '../orders/buying-queries.ts';
import { RefundWhy } from '../orders/RefundLines.tsx';
import { useMoneyText } from '../orders/texts/index.ts';
import { useMoney, useOrderName } from '../orders/use-order-name.ts';
import { Button } from '../parts/Button.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Sheet, sheetActionsClass } from '../parts/Sheet.tsx';
import { dropDevice, queries } from '../queries.ts';
import { useText } from '../texts/index.ts';

/** Takes a device out of the account, after saying what that means. */
export function Remove({ device: { deviceId, kind, name, footageUntil } }: { device: OwnerDevice }) {
  const t = useText();
  const client = useQueryClient();
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const isFormer = footageUntil !== null;
  const remove = useOnce({
    mutationFn: () => api.removeDevice({ params: { deviceId } }),
    onSuccess: async () => {
      dropDevice(client, deviceId);
      await router.navigate({ to: '/', replace: true });
      client.removeQueries({ queryKey: queries.device(deviceId).queryKey });
    },
  });
  return (
    <>
      <Button kind="dangerPlain" onClick={() => setAsking(true)}>
        {t(isFormer ? 'device.forget' : 'device.remove')}
      </Button>
      {asking && (
        <Sheet
          title={t(isFormer ? 'device.forgetTitle' : 'device.removeTitle', { name })}
          onClose={() => setAsking(false)}
        >
          <p>{t(isFormer ? 'device.forgetText' : kind === 'push' ? 'device.removePush' : 'device.removeText')}</p>
          {!isFormer && <Losses deviceId={deviceId} />}
          {remove.isError && <ErrorNotice error={remove.error} />}
          <div className={sheetActionsClass}>
            <Button kind="danger" busy={remove.isPending && t('device.removing')} onClick={() => remove.mutate()}>
              {t(isFormer ? 'device.forget' : 'device.remove')}
            </Button>
            <Button onClick={() => setAsking(false)}>{t('common.cancel')}</Button>
          </div>
        </Sheet>
      )}
    </>
  );
}

/** What goes with the camera, and what comes back for it. */
function Losses({ deviceId }: { deviceId: DeviceId }) {
  const t = useText();
  const money = useMoney();
  const latest = useQuery(footageQueries.latest(deviceId));
  const orders = useInfiniteQuery(buyingQueries.orders(deviceId));
  const nameOf = useOrderName();
  const of = useMoneyText();
  const taken = (orders.data?.pages ?? [])
    .flatMap(({ items }) => items)
    .filter(({ refundable }) => refundable !== null);
  const back = taken.flatMap(({ refundable }) => refundable ?? []);
  const currencies = [...new Set(back.map(({ currency }) => currency))];
  const sums = currencies.map((currency) =>
    money({ currency, amount: back.reduce((sum, one) => sum + (one.currency === currency ? one.amount : 0), 0) }),
  );
  return (
    <>
      {latest.data && (
        <p>
          {t('device.removeFootage')}{' '}
          <Link to="/me/export" search={{ device: deviceId }}>
            {t('device.removeDownload')}
          </Link>
        </p>
      )}
      {sums.length > 0 && <p>{t('device.removeRefund', { amounts: sums.join(' + ') })}</p>}
      {taken.length > 0 && (
        <ul>
          {taken.map((order) => (
            <li key={order.orderId}>
              {order.refundable && of('refund.ofOrder', { order: nameOf(order), amount: money(order.refundable) })}
              <br />
              {order.refundPreview && <RefundWhy preview={order.refundPreview} />}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
