import { Form } from 'antd';
import { MoneyField } from '../../desk/form/MoneyField.tsx';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { useText } from '../texts/index.ts';
import styles from './Plans.module.css';
import type { PriceFields as Fields, PricedRegion } from './plan-body.ts';

/** What a plan costs in each region; outside mainland China also the list price that shares are computed from. */
export function PriceFields({ regions }: { regions: readonly PricedRegion[] }) {
  const isDefault = Form.useWatch<boolean>('default') ?? false;
  const typed = Form.useWatch<Fields | undefined>('prices') ?? {};
  return (
    <div className={styles.prices}>
      {regions.map((one) => {
        const { price = '', usDollar = '' } = typed[one.region] ?? {};
        return <RegionFields key={one.region} of={one} needed={isDefault || `${price}${usDollar}`.trim() !== ''} />;
      })}
    </div>
  );
}

function RegionFields({ of: { region, currency, mainland }, needed }: { of: PricedRegion; needed: boolean }) {
  const t = useText();
  const name = useRegionNames()([region]);
  const isDollars = currency === 'USD';
  return (
    <>
      <MoneyField
        name={['prices', region, 'price']}
        label={t('operatorPlans.form.price', { region: name })}
        currency={currency}
        optional={!needed}
      />
      {mainland ? (
        <span />
      ) : (
        <MoneyField
          name={['prices', region, 'usDollar']}
          label={t('operatorPlans.form.usDollar', { region: name })}
          currency="USD"
          optional={!needed || isDollars}
          extra={isDollars && t('operatorPlans.form.sameHint')}
        />
      )}
    </>
  );
}
