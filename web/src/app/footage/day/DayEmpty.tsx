import type { DeviceId } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Icon } from '../../../ui/Icon.tsx';
import { buyingQueries } from '../../orders/buying-queries.ts';
import { Button } from '../../parts/Button.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { footageQueries } from '../footage-queries.ts';
import type { FootageSearch } from '../footage-search.ts';
import { useText } from '../texts/index.ts';
import { type Day, dayOf } from './days.ts';

type Props = { deviceId: string; day: Day; today: Day; show: (search: FootageSearch) => void };

/** A day without footage, and the way to the latest that has some. */
export function DayEmpty({ deviceId, day, today, show }: Props) {
  const t = useText();
  const latest = useQuery(footageQueries.latest(deviceId));
  const subscription = useQuery(buyingQueries.subscription(deviceId as DeviceId));
  // Whoever pays, and may only not have been asked yet, is not told to buy.
  const paysNothing = subscription.data !== undefined && subscription.data.state !== 'active';
  const nothingYet = paysNothing ? 'footage.emptyAtAll' : 'footage.emptyYet';
  const at = latest.data ? dayOf(latest.data.startedAt) : undefined;
  return (
    <Empty
      picture={<Icon name="film" size={72} />}
      title={t('footage.empty')}
      text={t(latest.data === null ? nothingYet : 'footage.emptyDay')}
    >
      {at && at !== day && (
        <Button kind="primary" onClick={() => show(at === today ? {} : { day: at })}>
          {t('footage.toLatest')}
        </Button>
      )}
    </Empty>
  );
}
