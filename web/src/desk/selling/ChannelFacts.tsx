import type { maker, Output } from '@kaitong/contract';
import { TimeText } from '../../ui/TimeText.tsx';
import { Facts } from '../parts/Facts.tsx';
import { useText } from '../texts/index.ts';

type Channel = NonNullable<Output<typeof maker.getPayoutChannel>['channel']>;

/** Where a maker is paid to: masked for the maker, with the whole number for the operator's accountants. */
export function ChannelFacts({
  channel: { method, holder, account, bank, currency, changedAt },
}: {
  channel: Channel;
}) {
  const t = useText();
  return (
    <Facts
      facts={[
        [t('channel.method'), t(`channel.methods.${method}`)],
        [t('channel.holder'), holder],
        [
          t(`channel.account.${method}`),
          <span key="account" className="mono">
            {account}
          </span>,
        ],
        ...(bank ? ([[t('channel.bank'), bank]] as const) : []),
        [t('channel.currency'), currency],
        [t('channel.changedAt'), <TimeText key="at" at={changedAt} />],
      ]}
    />
  );
}
