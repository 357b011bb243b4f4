import type { Webhook } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert } from 'antd';
import { Page } from '../../desk/frame/Page.tsx';
import { Facts } from '../../desk/parts/Facts.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { formatTime } from '../../ui/format.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { queries } from '../queries.ts';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { DeliveryLog } from './DeliveryLog.tsx';
import { WebhookActions } from './WebhookActions.tsx';
import { WebhookStateTag } from './WebhookStateTag.tsx';

const route = getRouteApi('/signed-in/personal/webhooks/$id');

/** One webhook: how it stands, what can be done, and what was sent. */
export function WebhookPage() {
  const t = useText();
  const may = useMay();
  const { id } = route.useParams();
  const webhook = useQuery(queries.webhook(id));
  const { data } = webhook;
  return (
    <Page
      title={data ? new URL(data.url).host : t('webhooks.title')}
      crumbs={[{ text: t('webhooks.title'), link: { to: '/webhooks' } }]}
      actions={data && may('changeWebhook') && <WebhookActions webhook={data} />}
    >
      <Loaded query={webhook}>
        {(loaded) => (
          <>
            <Facts
              as="line"
              facts={[
                [t('webhooks.state'), <WebhookStateTag key="state" webhook={loaded} />],
                [t('webhooks.waiting'), loaded.waiting],
                [t('webhooks.url'), loaded.url],
                [t('webhooks.createdAt'), <TimeText key="at" at={loaded.createdAt} />],
                [t('webhooks.kinds'), loaded.kinds.map((kind) => t(`webhooks.kind.${kind}`)).join(' · ')],
              ]}
            />
            <Standing webhook={loaded} />
            <DeliveryLog webhook={loaded} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** What needs a person, in one sentence. */
function Standing({ webhook: { disabledFor, failingSince, previousSecretUntil } }: { webhook: Webhook }) {
  const t = useText();
  const text =
    disabledFor !== null
      ? t(`webhooks.disabledFor.${disabledFor}`)
      : failingSince !== null
        ? t('webhooks.failingText', { at: formatTime(failingSince) })
        : undefined;
  return (
    <>
      {text !== undefined && <Alert type="warning" showIcon title={text} style={{ marginBottom: 16 }} />}
      {previousSecretUntil !== null && (
        <Alert
          type="info"
          showIcon
          title={t('webhooks.secretBoth', { at: formatTime(previousSecretUntil) })}
          style={{ marginBottom: 16 }}
        />
      )}
    </>
  );
}
