import { AskModal } from '../../desk/dialog/AskModal.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import type { ActivatedProduct } from './use-product-columns.tsx';

type Props = { product: ActivatedProduct; onClose: () => void };

/** Asks before the sale of a product is suspended, or that is lifted: its maker and owners notice both. */
export function SuspendProduct({ product, onClose }: Props) {
  const Ask = product.sale.state === 'suspended' ? Lift : Suspend;
  return <Ask product={product} onClose={onClose} />;
}

function Suspend({ product: { pid, name }, onClose }: Props) {
  const t = useText();
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
      run={(reason) => api.suspendSale({ params: { pid }, body: { reason } })}
      done={t('operatorProducts.suspending.done')}
      refresh={['operator']}
      onClose={onClose}
    />
  );
}

function Lift({ product: { pid, name, activatedAt }, onClose }: Props) {
  const t = useText();
  return (
    <AskModal
      title={t('operatorProducts.lifting.title', { name })}
      consequences={
        activatedAt
          ? [t('operatorProducts.lifting.fresh'), t('operatorProducts.lifting.certificate')]
          : [t('operatorProducts.lifting.undone')]
      }
      okText={t('operatorProducts.lift')}
      run={() => api.liftSuspension({ params: { pid } })}
      done={t('operatorProducts.lifting.done')}
      refresh={['operator']}
      onClose={onClose}
    />
  );
}
