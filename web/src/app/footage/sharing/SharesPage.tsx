import type { app, Output } from '@kaitong/contract';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useOnce } from '../../../api/use-once.ts';
import { Icon } from '../../../ui/Icon.tsx';
import { TimeText } from '../../../ui/TimeText.tsx';
import { api } from '../../api.ts';
import { Page } from '../../frame/Page.tsx';
import { Button, buttonClass } from '../../parts/Button.tsx';
import { Callout } from '../../parts/Callout.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Group } from '../../parts/Group.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { More } from '../../parts/More.tsx';
import { findListed, queries } from '../../queries.ts';
import { dayOf } from '../day/days.ts';
import { footageQueries } from '../footage-queries.ts';
import { Preview } from '../Preview.tsx';
import { useText } from '../texts/index.ts';
import { ChangeLinkSheet } from './ChangeLinkSheet.tsx';
import styles from './SharesPage.module.css';
import { useShareTitle } from './use-share-title.ts';

type Share = Output<typeof app.listShares>['items'][number];

/** Links in force, each with the way to end it. */
export function SharesPage() {
  const t = useText();
  const shares = useInfiniteQuery(footageQueries.shares());
  return (
    <Page title={t('footage.shares')} back={{ to: '/me' }}>
      <Loaded query={shares} what={t('footage.shares')}>
        {({ pages }) => <ShareList items={pages.flatMap(({ items }) => items)} />}
      </Loaded>
      <More query={shares} />
    </Page>
  );
}

function ShareList({ items }: { items: Share[] }) {
  const t = useText();
  if (items.length === 0)
    return (
      <Empty
        picture={<Icon name="share" size={72} />}
        title={t('footage.sharesEmpty')}
        text={t('footage.sharesNone')}
      />
    );
  return (
    <Group note={t('footage.sharesNote')}>
      <ul>
        {items.map((share) => (
          <ShareRow key={share.id} share={share} />
        ))}
      </ul>
    </Group>
  );
}

function ShareRow({ share }: { share: Share }) {
  const t = useText();
  const client = useQueryClient();
  const { id, shared, deviceId, eventId, createdAt, expiresAt, pin, paused, views, viewedAt } = share;
  const device = useQuery({ ...queries.device(deviceId), placeholderData: () => findListed(client, deviceId) });
  const revoke = useOnce({
    mutationFn: () => api.revokeShare({ params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: footageQueries.shares().queryKey }),
  });
  const resume = useOnce({
    mutationFn: () => api.changeShare({ params: { id }, body: { resume: true } }),
    onSettled: () => client.invalidateQueries({ queryKey: footageQueries.shares().queryKey }),
  });
  const [changing, setChanging] = useState(false);
  const titleOf = useShareTitle();
  return (
    <li className={styles.share}>
      <div className={styles.picture}>
        <Preview url={shared?.previewUrl} />
      </div>
      <div className={styles.words}>
        <strong>{titleOf(share)}</strong>
        <p>
          {device.data?.name ?? deviceId}
          {shared && (
            <>
              {' · '}
              <TimeText at={shared.happenedAt} exact />
            </>
          )}
        </p>
        <p>
          {t('footage.sharedAt')} <TimeText at={createdAt} />
        </p>
        <p>
          {t('footage.shareUntil')} <TimeText at={expiresAt} exact />
        </p>
        <p>
          {views === 0 ? t('footage.link.noViews') : t('footage.link.views', { count: views })}
          {viewedAt !== null && (
            <>
              {' · '}
              {t('footage.link.viewed')} <TimeText at={viewedAt} />
            </>
          )}
        </p>
        {pin !== null && (
          <p className={styles.pin}>
            {t('footage.link.pin')} {pin}
          </p>
        )}
      </div>
      {paused && (
        <div className={styles.below}>
          <Callout tone="waiting" title={t('footage.link.paused')}>
            <span>{t('footage.link.pausedText')}</span>
            <Button busy={resume.isPending && t('footage.link.resuming')} onClick={() => resume.mutate()}>
              {t('footage.link.resume')}
            </Button>
          </Callout>
        </div>
      )}
      <div className={styles.actions}>
        {shared && (
          <Link
            to="/devices/$deviceId/footage"
            params={{ deviceId }}
            search={{
              day: dayOf(shared.happenedAt),
              ...(eventId === null ? { at: Date.parse(shared.happenedAt) } : { event: eventId }),
            }}
            className={buttonClass('plain')}
          >
            {t('footage.watchShared')}
          </Link>
        )}
        <Button onClick={() => setChanging(true)}>{t('footage.link.change')}</Button>
        <Button kind="dangerPlain" busy={revoke.isPending && t('footage.revoking')} onClick={() => revoke.mutate()}>
          {t('footage.revoke')}
        </Button>
      </div>
      {revoke.isError && <ErrorNotice error={revoke.error} />}
      {resume.isError && <ErrorNotice error={resume.error} />}
      {changing && <ChangeLinkSheet share={share} onClose={() => setChanging(false)} />}
    </li>
  );
}
