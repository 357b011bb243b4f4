import type { ServiceItem } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Checkbox, Form, Radio } from 'antd';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { useMoney } from '../../desk/words/use-money.ts';
import { usePlanName } from '../../desk/words/use-plan-name.ts';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { api } from '../api.ts';
import type { PlanWithPrices } from '../plans/summarise-plans.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { ITEM_KEYS } from './ItemActions.tsx';
import styles from './Items.module.css';

type Fields = { own: boolean; planIds?: string[] };

/** Which plans a product sells: the operator's defaults, or a choice of its maker's own. */
export function ChoosePlans({ item, onClose }: { item: ServiceItem; onClose: () => void }) {
  const t = useText();
  const [form] = Form.useForm<Fields>();
  const own = Form.useWatch('own', form) ?? item.plansChosen;
  const plans = useQuery(queries.plans());
  return (
    <FormModal<Fields, unknown>
      title={t('items.choose.title', { name: item.productName })}
      okText={t('items.choose.save')}
      width={640}
      form={form}
      initial={{ own: item.plansChosen, planIds: item.plans.map(({ id }) => id) }}
      send={({ own: chosen, planIds = [] }) =>
        api.choosePlans({ params: { pid: item.pid }, body: { planIds: chosen ? planIds : null } })
      }
      done={t('items.choose.done')}
      refresh={ITEM_KEYS}
      onClose={onClose}
    >
      <Form.Item name="own">
        <Radio.Group style={{ display: 'grid', gap: 8 }}>
          <Radio value={false}>
            {t('items.choose.defaults')}
            <div className={styles.soft}>{t('items.choose.defaultsText')}</div>
          </Radio>
          <Radio value={true}>
            {t('items.choose.own')}
            <div className={styles.soft}>{t('items.choose.ownText')}</div>
          </Radio>
        </Radio.Group>
      </Form.Item>
      {own && (
        <Loaded query={plans}>
          {({ items }) => (
            <Form.Item
              name="planIds"
              rules={[{ required: true, type: 'array', min: 1, message: t('items.choose.required') }]}
            >
              <Checkbox.Group style={{ display: 'grid', gap: 10 }}>
                {items.map((plan) => (
                  <Checkbox key={plan.id} value={plan.id}>
                    <PlanChoice plan={plan} />
                  </Checkbox>
                ))}
              </Checkbox.Group>
            </Form.Item>
          )}
        </Loaded>
      )}
      <p className={styles.soft} style={{ margin: '0 0 12px' }}>
        {t('items.choose.note')}
      </p>
    </FormModal>
  );
}

function PlanChoice({ plan }: { plan: PlanWithPrices }) {
  const planName = usePlanName();
  const money = useMoney();
  const regionNames = useRegionNames();
  return (
    <>
      {planName(plan)}
      <span className={`${styles.soft} ${styles.prices}`}>
        {plan.prices.map(({ region, price }) => (
          <span key={region} className="whole">
            {regionNames([region])} {money(price)}
          </span>
        ))}
      </span>
    </>
  );
}
