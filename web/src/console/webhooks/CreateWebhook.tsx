import { type maker, type Output, WEBHOOK_KINDS } from '@kaitong/contract';
import { useState } from 'react';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import { NewSecret } from './NewSecret.tsx';
import { type WebhookFields, WebhookFormItems } from './WebhookFields.tsx';

type Props = { privateAllowed: boolean; onClose: () => void };

/** Creates a webhook and shows its secret: once. */
export function CreateWebhook({ privateAllowed, onClose }: Props) {
  const t = useText();
  const [secret, setSecret] = useState<string | null>(null);
  if (secret !== null) return <NewSecret secret={secret} warning={t('webhooks.secretOnce')} onClose={onClose} />;
  return (
    <FormModal<WebhookFields, Output<typeof maker.createWebhook>>
      title={t('webhooks.create')}
      okText={t('webhooks.create')}
      initial={{ kinds: [...WEBHOOK_KINDS] }}
      send={(body) => api.createWebhook({ body })}
      refresh={['webhooks']}
      onDone={(created) => setSecret(created.secret)}
      onClose={onClose}
    >
      <WebhookFormItems privateAllowed={privateAllowed} />
    </FormModal>
  );
}
