import type { Webhook } from '@kaitong/contract';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { useText } from '../texts/index.ts';

export function WebhookStateTag({ webhook: { state, failingSince } }: { webhook: Webhook }) {
  const t = useText();
  if (state === 'disabled') return <StateTag tone="none" icon="ban" text={t('webhooks.states.disabled')} />;
  if (failingSince !== null) return <StateTag tone="refused" icon="alert" text={t('webhooks.states.failing')} />;
  return <StateTag tone="verified" icon="check" text={t('webhooks.states.active')} />;
}
