import { useQuery } from '@tanstack/react-query';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { formatDate } from '../../ui/format.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './MyServicesPage.module.css';

/** 我的服务: the services whose agreement is in force. */
export function MyServicesPage() {
  const t = useText();
  const services = useQuery(queries.services());
  return (
    <Page title={t('mine.title')}>
      <Panel>
        <Loaded query={services}>
          {({ items }) => {
            const held = items.filter((service) => service.agreement !== null);
            if (held.length === 0) return <NoServices />;
            return (
              <ul className={styles.services}>
                {held.map(({ id, agreement }) => (
                  <li key={id}>
                    <div>
                      <h2 className={styles.name}>{t(`services.${id}.name`)}</h2>
                      {agreement && (
                        <p className={styles.since}>{t('mine.since', { date: formatDate(agreement.effectiveAt) })}</p>
                      )}
                    </div>
                    <div className={styles.actions}>
                      <LinkButton to="/services/video-cloud-storage">{t('market.about')}</LinkButton>
                      <LinkButton look="primary" to="/my/services/video-cloud-storage" search={{}}>
                        {t('market.manage')}
                      </LinkButton>
                    </div>
                  </li>
                ))}
              </ul>
            );
          }}
        </Loaded>
      </Panel>
    </Page>
  );
}

function NoServices() {
  const t = useText();
  return (
    <EmptyState picture="cloud" title={t('mine.empty')} text={t('mine.emptyText')}>
      <LinkButton look="primary" to="/market" search={{ category: 'camera' }}>
        {t('mine.toMarket')}
      </LinkButton>
    </EmptyState>
  );
}
