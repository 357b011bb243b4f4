import { App, Button } from 'antd';
import { useState } from 'react';
import { api } from '../../api.ts';
import { AskModal } from '../../frame/AskModal.tsx';
import { useReadAgain } from '../../frame/use-act.ts';
import { useText } from '../../texts/index.ts';
import type { ActivatedProduct } from './use-product-columns.tsx';

/** Suspends the sale of a product, or lifts that; both ask first, since its maker and owners notice. */
export function SuspendAction({ product }: { product: ActivatedProduct }) {
  const t = useText();
  const [asking, setAsking] = useState(false);
  const isSuspended = product.sale.state === 'suspended';
  const action = t(isSuspended ? 'operatorProducts.lift' : 'operatorProducts.suspend');
  const Ask = isSuspended ? Lift : Suspend;
  return (
    <>
      <Button
        size="small"
        danger={!isSuspended}
        aria-label={`${action} ${product.name}`}
        onClick={() => setAsking(true)}
      >
        {action}
      </Button>
      {asking && <Ask product={product} onClose={() => setAsking(false)} />}
    </>
  );
}

type Props = { product: ActivatedProduct; onClose: () => void };

function Suspend({ product: { pid, name }, onClose }: Props) {
  const t = useText();
  const done = useDone();
  return (
    <AskModal
      title={t('operatorProducts.suspending.title', { name })}
      consequences={[
        t('operatorProducts.suspending.fresh'),
        t('operatorProducts.suspending.paid'),
        t('operatorProducts.suspending.certificate'),
        t('operatorProducts.suspending.maker'),
      ]}
      okText={t('operatorProducts.suspend')}
      danger
      reason={{ label: t('operatorProducts.suspending.reason'), required: true }}
      run={async (reason) => {
        await api.suspendSale({ params: { pid }, body: { reason } });
        await done(t('operatorProducts.suspending.done'));
      }}
      onClose={onClose}
    />
  );
}

function Lift({ product: { pid, name, activatedAt }, onClose }: Props) {
  const t = useText();
  const done = useDone();
  return (
    <AskModal
      title={t('operatorProducts.lifting.title', { name })}
      consequences={
        activatedAt
          ? [t('operatorProducts.lifting.fresh'), t('operatorProducts.lifting.certificate')]
          : [t('operatorProducts.lifting.undone')]
      }
      okText={t('operatorProducts.lift')}
      run={async () => {
        await api.liftSuspension({ params: { pid } });
        await done(t('operatorProducts.lifting.done'));
      }}
      onClose={onClose}
    />
  );
}

function useDone(): (text: string) => Promise<void> {
  const { message } = App.useApp();
  const readAgain = useReadAgain();
  return async (text) => {
    void message.success(text);
    await readAgain(['operator']);
  };
}
