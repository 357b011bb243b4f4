import { PlanKind, PlanPeriod, type PlanTerms, RETENTION_DAYS } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Form, InputNumber, Radio, Switch } from 'antd';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { usePlanName } from '../../desk/words/use-plan-name.ts';
import { api } from '../api.ts';
import { salesQueries } from '../sales-queries.ts';
import { useText } from '../texts/index.ts';
import styles from './Plans.module.css';
import { PriceFields } from './PriceFields.tsx';
import {
  bytesOf,
  gigabytesOf,
  type OperatorPlan,
  type PriceFields as Prices,
  priceFieldsOf,
  pricesOf,
} from './plan-body.ts';

type Fields = Omit<PlanTerms, 'keptBytes'> & {
  keptGb: number;
  period: OperatorPlan['period'];
  default: boolean;
  prices?: Prices;
};

const NEW = { kind: 'event', retentionDays: 7, keptGb: 1, period: 'month', default: false } as const;

/** Offers a plan, or changes one: what it records and for how long is fixed once it is offered. */
export function PlanModal({ plan, onClose }: { plan: OperatorPlan | null; onClose: () => void }) {
  const t = useText();
  const planName = usePlanName();
  const regions = useQuery(salesQueries.regions());
  const pricesIn = ({ prices }: Fields) => pricesOf(prices ?? {}, regions.data?.items ?? []);
  const send = (fields: Fields): Promise<unknown> => {
    const { prices: _, keptGb, ...terms } = fields;
    const prices = pricesIn(fields);
    const keptBytes = bytesOf(keptGb);
    return plan
      ? api.changePlan({ params: { planId: plan.id }, body: { default: terms.default, keptBytes, prices } })
      : api.createPlan({ body: { ...terms, keptBytes, prices } });
  };
  return (
    <FormModal<Fields, unknown>
      title={plan ? t('operatorPlans.form.changeTitle', { name: planName(plan) }) : t('operatorPlans.form.createTitle')}
      okText={t(plan ? 'operatorPlans.form.save' : 'operatorPlans.form.create')}
      disabled={!regions.data}
      width={680}
      initial={
        plan
          ? { default: plan.default, keptGb: gigabytesOf(plan.keptBytes ?? 0), prices: priceFieldsOf(plan.prices) }
          : NEW
      }
      check={(fields) => (pricesIn(fields).length === 0 ? t('operatorPlans.form.nowhere') : undefined)}
      send={send}
      done={t(plan ? 'operatorPlans.form.saved' : 'operatorPlans.form.created')}
      refresh={['operator']}
      onClose={onClose}
    >
      {!plan && <Terms />}
      <Form.Item
        name="keptGb"
        label={t('operatorPlans.form.kept')}
        extra={t('operatorPlans.form.keptHint')}
        rules={[{ required: true, message: t('operatorPlans.form.keptNeeded') }]}
      >
        <InputNumber min={0} max={1000} precision={1} suffix="GB" style={{ width: 160 }} />
      </Form.Item>
      <Form.Item
        name="default"
        label={t('operatorPlans.form.default')}
        extra={t('operatorPlans.form.defaultHint')}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
      <p className={styles.note}>
        {t('operatorPlans.form.pricesHint')} {t('operatorPlans.form.usDollarHint')}
      </p>
      <Loaded query={regions}>{({ items }) => <PriceFields regions={items} />}</Loaded>
    </FormModal>
  );
}

function Terms() {
  const t = useText();
  return (
    <>
      <Form.Item name="kind" label={t('operatorPlans.kind')}>
        <Radio.Group options={PlanKind.options.map((value) => ({ value, label: t(`plans.kind.${value}`) }))} />
      </Form.Item>
      <Form.Item name="retentionDays" label={t('operatorPlans.form.retention')}>
        <Radio.Group options={RETENTION_DAYS.map((days) => ({ value: days, label: t('plans.days', { days }) }))} />
      </Form.Item>
      <Form.Item name="period" label={t('operatorPlans.form.period')}>
        <Radio.Group options={PlanPeriod.options.map((value) => ({ value, label: t(`plans.period.${value}`) }))} />
      </Form.Item>
    </>
  );
}
