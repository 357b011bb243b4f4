import { useInfiniteQuery } from '@tanstack/react-query';
import { TimeText } from '../../ui/TimeText.tsx';
import { Group } from '../parts/Group.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { More } from '../parts/More.tsx';
import styles from './Household.module.css';
import { householdQueries } from './household-api.ts';
import { useText } from './texts/index.ts';

/** What members watched. Whoever lets nobody in and never did has nothing to read here. */
export function Views({ hasMembers }: { hasMembers: boolean }) {
  const t = useText();
  const views = useInfiniteQuery(householdQueries.views());
  const none = views.data?.pages.every(({ items }) => items.length === 0) ?? !views.isError;
  if (none && !hasMembers) return null;
  return (
    <Group title={t('views')} note={t('viewsNote')}>
      <Loaded query={views} what={t('views')}>
        {({ pages }) =>
          none ? (
            <p className={styles.none}>{t('viewsNone')}</p>
          ) : (
            <ul>
              {pages
                .flatMap(({ items }) => items)
                .map(({ id, memberName, kind, deviceName, at }) => (
                  <li key={id} className={styles.row}>
                    <div className={styles.words}>
                      <span>{t('viewOf', { name: memberName, kind: t(`viewed.${kind}`), camera: deviceName })}</span>
                      <p>
                        <TimeText at={at} />
                      </p>
                    </div>
                  </li>
                ))}
            </ul>
          )
        }
      </Loaded>
      <More query={views} />
    </Group>
  );
}
