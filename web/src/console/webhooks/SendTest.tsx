import type { Webhook } from '@kaitong/contract';
import { Button } from 'antd';
import { useAct } from '../../desk/calls/use-act.ts';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';

type Props = { webhook: Webhook; look?: 'primary' };

/** Sends an event that says only that it is a test; one that is off sends none. */
export function SendTest({ webhook: { id, state }, look }: Props) {
  const t = useText();
  const test = useAct(() => api.testWebhook({ params: { id } }), { done: t('webhooks.tested'), refresh: ['webhooks'] });
  return (
    <Button
      {...(look && { type: look })}
      disabled={state !== 'active'}
      loading={test.isPending}
      onClick={() => test.mutate(undefined)}
    >
      {t('webhooks.test')}
    </Button>
  );
}
