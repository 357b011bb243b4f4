import type { maker, Output, Webhook } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useAct } from '../../desk/calls/use-act.ts';
import { AskModal } from '../../desk/dialog/AskModal.tsx';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { formatTime } from '../../ui/format.ts';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { NewSecret } from './NewSecret.tsx';
import { SendTest } from './SendTest.tsx';
import { type WebhookFields, WebhookFormItems } from './WebhookFields.tsx';

type Dialog = 'edit' | 'rotate' | 'remove';

export function WebhookActions({ webhook }: { webhook: Webhook }) {
  const t = useText();
  const [dialog, setDialog] = useState<Dialog>();
  const params = { id: webhook.id };
  const isOn = webhook.state === 'active';
  const turn = useAct((state: Webhook['state']) => api.changeWebhook({ params, body: { state } }), {
    done: t(isOn ? 'webhooks.switchedOff' : 'webhooks.switchedOn'),
    refresh: ['webhooks'],
  });
  const close = () => setDialog(undefined);
  return (
    <>
      <Button danger onClick={() => setDialog('remove')}>
        {t('webhooks.remove')}
      </Button>
      <Button onClick={() => setDialog('edit')}>{t('webhooks.edit')}</Button>
      <Button onClick={() => setDialog('rotate')}>{t('webhooks.rotate')}</Button>
      {isOn ? (
        <>
          <Button loading={turn.isPending} onClick={() => turn.mutate('disabled')}>
            {t('webhooks.switchOff')}
          </Button>
          <SendTest webhook={webhook} look="primary" />
        </>
      ) : (
        <Button type="primary" loading={turn.isPending} onClick={() => turn.mutate('active')}>
          {t('webhooks.switchOn')}
        </Button>
      )}
      {dialog === 'edit' && <Edit webhook={webhook} onClose={close} />}
      {dialog === 'rotate' && <Rotate id={webhook.id} onClose={close} />}
      {dialog === 'remove' && <Remove webhook={webhook} onClose={close} />}
    </>
  );
}

function Edit({ webhook: { id, url, kinds }, onClose }: { webhook: Webhook; onClose: () => void }) {
  const t = useText();
  const webhooks = useQuery(queries.webhooks());
  return (
    <FormModal<WebhookFields, Webhook>
      title={t('webhooks.editTitle')}
      okText={t('notices.save')}
      initial={{ url, kinds }}
      send={(body) => api.changeWebhook({ params: { id }, body })}
      done={t('webhooks.saved')}
      refresh={['webhooks']}
      onClose={onClose}
    >
      <WebhookFormItems privateAllowed={webhooks.data?.privateAllowed ?? false} />
    </FormModal>
  );
}

function Rotate({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText();
  const [made, setMade] = useState<Output<typeof maker.rotateWebhookSecret>>();
  if (made) {
    const both =
      made.previousSecretUntil === null ? '' : t('webhooks.secretBoth', { at: formatTime(made.previousSecretUntil) });
    return <NewSecret secret={made.secret} warning={`${t('webhooks.secretOnce')} ${both}`} onClose={onClose} />;
  }
  return (
    <FormModal<object, Output<typeof maker.rotateWebhookSecret>>
      title={t('webhooks.rotateTitle')}
      okText={t('webhooks.rotate')}
      send={() => api.rotateWebhookSecret({ params: { id } })}
      refresh={['webhooks']}
      onDone={setMade}
      onClose={onClose}
    >
      <p>{t('webhooks.rotateText')}</p>
    </FormModal>
  );
}

function Remove({ webhook: { id, url }, onClose }: { webhook: Webhook; onClose: () => void }) {
  const t = useText();
  const navigate = useNavigate();
  return (
    <AskModal
      title={t('webhooks.removeTitle')}
      consequences={[t('webhooks.removeText', { url })]}
      okText={t('webhooks.remove')}
      danger
      run={async () => {
        await api.removeWebhook({ params: { id } });
        await navigate({ to: '/webhooks' });
      }}
      done={t('webhooks.removed')}
      refresh={['webhooks']}
      onClose={onClose}
    />
  );
}
