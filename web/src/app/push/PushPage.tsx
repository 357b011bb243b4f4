import { type app, type DeviceId, type Output, pushPath } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import { useText } from '../footage/texts/index.ts';
import { Page } from '../frame/Page.tsx';
import { Button } from '../parts/Button.tsx';
import { Empty } from '../parts/Empty.tsx';
import { Group } from '../parts/Group.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { place } from '../place.ts';
import { Commands } from './Commands.tsx';
import { CreateToken } from './CreateToken.tsx';
import styles from './PushPage.module.css';
import { ingestTokens } from './push-queries.ts';
import { TokenRow } from './TokenRow.tsx';

type Tokens = Output<typeof app.listIngestTokens>['items'];

const route = getRouteApi('/signed-in/devices/$deviceId/push-tokens');

/** Tokens with which stock tools push footage of a device, and how they do it. */
export function PushPage() {
  const t = useText();
  const deviceId = route.useParams().deviceId as DeviceId;
  const tokens = useQuery(ingestTokens(deviceId));
  const [creating, setCreating] = useState(false);
  return (
    <Page title={t('footage.push.title')} back={{ to: '/devices/$deviceId', params: { deviceId } }}>
      <p className={styles.intro}>{t('footage.push.intro')}</p>
      <Loaded query={tokens} what={t('footage.push.title')}>
        {(items) => (
          <>
            <TokenList deviceId={deviceId} items={items} />
            <Button kind="primary" onClick={() => setCreating(true)}>
              {t('footage.push.create')}
            </Button>
            <Group title={t('footage.push.how')} note={t('footage.push.howText')}>
              <Commands token="TOKEN" pushUrl={location.origin + place.api + pushPath(deviceId)} />
            </Group>
          </>
        )}
      </Loaded>
      {creating && <CreateToken deviceId={deviceId} onClose={() => setCreating(false)} />}
    </Page>
  );
}

function TokenList({ deviceId, items }: { deviceId: DeviceId; items: Tokens }) {
  const t = useText();
  if (items.length === 0)
    return (
      <Empty
        picture={<Icon name="share" size={72} />}
        title={t('footage.push.empty')}
        text={t('footage.push.emptyText')}
      />
    );
  return (
    <Group>
      <ul>
        {items.map((token) => (
          <TokenRow key={token.id} deviceId={deviceId} token={token} />
        ))}
      </ul>
    </Group>
  );
}
