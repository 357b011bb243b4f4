import { useQuery } from '@tanstack/react-query';
import { Page } from '../frame/Page.tsx';
import { Group } from '../parts/Group.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { TesterCode } from './TesterCode.tsx';
import { TesterLink } from './TesterLink.tsx';
import styles from './TesterPage.module.css';

export function TesterPage() {
  const t = useText();
  const links = useQuery(queries.testerLinks());
  return (
    <Page title={t('testers.title')} back={{ to: '/me' }}>
      <p>{t('testers.lead')}</p>
      <p className={styles.means}>{t('testers.means')}</p>
      <TesterCode />
      <Loaded query={links} what={t('testers.links')} rows={1}>
        {(items) => (
          <Group title={t('testers.links')}>
            {items.length === 0 ? (
              <p className={styles.none}>{t('testers.noLinks')}</p>
            ) : (
              <ul>
                {items.map((link) => (
                  <TesterLink key={link.id} link={link} />
                ))}
              </ul>
            )}
          </Group>
        )}
      </Loaded>
    </Page>
  );
}
