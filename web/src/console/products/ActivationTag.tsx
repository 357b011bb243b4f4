import type { Product } from '@kaitong/contract';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { useText } from '../texts/index.ts';

/** Whether a product has the service. */
export function ActivationTag({ product }: { product: Pick<Product, 'activation'> }) {
  const t = useText();
  return product.activation ? (
    <StateTag tone="verified" icon="check" text={t('products.active')} />
  ) : (
    <StateTag tone="none" icon="clock" text={t('products.inactive')} />
  );
}
