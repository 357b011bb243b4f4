import { LONGEST_WAIVER_DAYS, type Waiver, type WaiverSubject } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Select } from 'antd';
import { useAct } from '../../desk/calls/use-act.ts';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { useRequired } from '../../desk/form/use-required.ts';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { WaiverSubjectText } from '../../desk/waivers/WaiverSubjectText.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { salesQueries } from '../sales-queries.ts';
import { useText } from '../texts/index.ts';
import type { ActivatedProduct } from './use-product-columns.tsx';
import styles from './Waivers.module.css';

type Fields = { of: string; reason: string; days: number };
type Props = { product: ActivatedProduct; onClose: () => void };

const keyOf = ({ kind, code }: WaiverSubject): string => `${kind} ${code}`;

/** What is waived of a product, and a form for what may be. Everybody who reads the certificate reads the reason. */
export function WaiversDialog({ product: { pid, name }, onClose }: Props) {
  const t = useText();
  const query = useQuery(salesQueries.waivers(pid));
  const waivable = openOf(query.data);
  return (
    <FormModal<Fields, unknown>
      title={t('operatorWaivers.dialog', { name })}
      okText={t('operatorWaivers.give')}
      disabled={waivable.length === 0}
      initial={{ days: 90 }}
      send={async ({ of, reason, days }) => {
        const subject = waivable.find((one) => keyOf(one) === of);
        if (subject) await api.giveWaiver({ params: { pid }, body: { subject, reason, days } });
      }}
      done={t('operatorWaivers.given')}
      refresh={['operator']}
      onClose={onClose}
    >
      <Loaded query={query}>
        {({ items }) => (
          <>
            <ul className={styles.consequences}>
              <li>{t('operatorWaivers.noVerdict')}</li>
              <li>{t('operatorWaivers.everybody')}</li>
              <li>{t('operatorWaivers.ends')}</li>
            </ul>
            <Given items={items} />
            {waivable.length === 0 ? <p>{t('operatorWaivers.nothing')}</p> : <Asked waivable={waivable} />}
          </>
        )}
      </Loaded>
    </FormModal>
  );
}

type Known = { items: readonly Waiver[]; waivable: readonly WaiverSubject[] };

/** What is waived already is not waived twice. */
function openOf(known: Known | undefined): WaiverSubject[] {
  const taken = new Set(
    (known?.items ?? []).filter(({ state }) => state === 'in_force').map(({ subject }) => keyOf(subject)),
  );
  return (known?.waivable ?? []).filter((subject) => !taken.has(keyOf(subject)));
}

function Asked({ waivable }: { waivable: readonly WaiverSubject[] }) {
  const t = useText();
  const required = useRequired();
  return (
    <>
      <Form.Item name="of" label={t('operatorWaivers.what')} rules={[required(t('operatorWaivers.what'))]}>
        <Select options={waivable.map((one) => ({ value: keyOf(one), label: <WaiverSubjectText subject={one} /> }))} />
      </Form.Item>
      <Form.Item name="reason" label={t('operatorWaivers.reason')} rules={[required(t('operatorWaivers.reason'))]}>
        <Input.TextArea maxLength={400} showCount autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
      <Form.Item
        name="days"
        label={t('operatorWaivers.days', { most: LONGEST_WAIVER_DAYS })}
        rules={[{ required: true }]}
      >
        <InputNumber min={1} max={LONGEST_WAIVER_DAYS} precision={0} />
      </Form.Item>
    </>
  );
}

function Given({ items }: { items: readonly Waiver[] }) {
  const t = useText();
  const withdraw = useAct((id: Waiver['id']) => api.withdrawWaiver({ params: { id } }), {
    done: t('operatorWaivers.withdrawn'),
    refresh: ['operator'],
  });
  if (items.length === 0) return null;
  return (
    <ul className={styles.given}>
      {items.map((waiver) => (
        <li key={waiver.id}>
          <span className={styles.head}>
            <WaiverSubjectText subject={waiver.subject} />
            <span>{t(`operatorWaivers.states.${waiver.state}`)}</span>
            <TimeText at={waiver.withdrawnAt ?? waiver.endsAt} />
            {waiver.state === 'in_force' && (
              <Button size="small" loading={withdraw.isPending} onClick={() => withdraw.mutate(waiver.id)}>
                {t('operatorWaivers.withdraw')}
              </Button>
            )}
          </span>
          <span className={styles.reason}>{waiver.reason}</span>
        </li>
      ))}
    </ul>
  );
}
