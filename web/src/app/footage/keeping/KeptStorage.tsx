import type { OwnerDevice } from '@kaitong/contract';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Group } from '../../parts/Group.tsx';
import { takingQueries } from '../taking-queries.ts';
import { useText } from '../texts/index.ts';
import styles from './KeptStorage.module.css';
import { KeptUse } from './KeptUse.tsx';

/** What each camera keeps beyond its plan's days, of what the plan lets it keep; those that neither may nor do are left out. */
export function KeptStorage({ cameras }: { cameras: readonly OwnerDevice[] }) {
  const t = useText();
  const read = useQueries({ queries: cameras.map(({ deviceId }) => takingQueries.kept(deviceId)) });
  const failed = read.find(({ isError }) => isError);
  if (failed?.error)
    return (
      <ErrorNotice error={failed.error} onRetry={() => read.forEach((one) => void (one.isError && one.refetch()))} />
    );
  const keeping = cameras.flatMap(({ deviceId, name }, at) => {
    const kept = read[at]?.data;
    return kept && kept.quota + kept.used > 0 ? [{ deviceId, name, kept }] : [];
  });
  if (keeping.length === 0) return null;
  return (
    <Group title={t('footage.keeping.isKept')}>
      <ul className={styles.cameras}>
        {keeping.map(({ deviceId, name, kept }) => (
          <li key={deviceId}>
            <KeptUse camera={name} kept={kept} />
            {kept.events > 0 && (
              <Link to="/find" search={{ device: deviceId, kept: true }}>
                {t('footage.keeping.see')}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </Group>
  );
}
