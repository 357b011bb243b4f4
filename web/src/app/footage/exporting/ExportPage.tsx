import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useOnce } from '../../../api/use-once.ts';
import { useLanguage } from '../../../i18n/texts.ts';
import { formatBytes } from '../../../ui/format.ts';
import { Icon } from '../../../ui/Icon.tsx';
import { Page } from '../../frame/Page.tsx';
import { Button } from '../../parts/Button.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Group } from '../../parts/Group.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { Downloads } from '../downloads/Downloads.tsx';
import { saveFrom } from '../downloads/save-from.ts';
import { takingApi } from '../taking-api.ts';
import { takingQueries } from '../taking-queries.ts';
import { useText } from '../texts/index.ts';
import { ChooseCameras } from './ChooseCameras.tsx';
import { ChooseDays } from './ChooseDays.tsx';
import styles from './ExportPage.module.css';
import { type ChosenDays, type ExportCamera, lastDays, spanOfDays } from './export-choice.ts';

const route = getRouteApi('/signed-in/me/export');

/** Takes the recordings of some cameras and days along, or all that the account has, as one file. */
export function ExportPage() {
  const t = useText();
  const all = useQuery(takingQueries.exportSize({}));
  return (
    <Page title={t('footage.export')} back={{ to: '/me' }}>
      <p className={styles.soft}>{t('footage.exporting.intro')}</p>
      <Loaded query={all} what={t('footage.export')} rows={3}>
        {(cameras) => <Choose cameras={cameras} />}
      </Loaded>
      <Downloads kind="export" />
    </Page>
  );
}

function Choose({ cameras }: { cameras: readonly ExportCamera[] }) {
  const t = useText();
  const [language] = useLanguage();
  const client = useQueryClient();
  const { device } = route.useSearch();
  const [chosen, choose] = useState<ReadonlySet<string>>(() => {
    const only = cameras.filter(({ deviceId }) => deviceId === device);
    return new Set((only.length > 0 ? only : cameras).map(({ deviceId }) => deviceId));
  });
  const [days, setDays] = useState<ChosenDays>();
  const span = days && spanOfDays(days);
  const isBackwards = days !== undefined && span === undefined;
  const size = useQuery({ ...takingQueries.exportSize(span ?? {}), enabled: span !== undefined });
  const sizes = days === undefined ? cameras : isBackwards ? undefined : size.data;
  const bytes = sizes?.reduce((sum, one) => sum + (chosen.has(one.deviceId) ? one.bytes : 0), 0);
  const isWhole = days === undefined && chosen.size === cameras.length;
  const isNone = cameras.length > 0 && chosen.size === 0;
  const isEmpty = !isWhole && bytes === 0;
  const create = useOnce({
    mutationFn: () =>
      takingApi.createExport({
        body: {
          ...(chosen.size < cameras.length && {
            deviceIds: cameras.flatMap(({ deviceId }) => (chosen.has(deviceId) ? deviceId : [])),
          }),
          ...span,
          ...{ timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, language },
        },
      }),
    onSuccess: saveFrom,
    onSettled: () => client.invalidateQueries({ queryKey: takingQueries.downloads().queryKey }),
  });
  return (
    <>
      {cameras.length > 0 && (
        <>
          <Group title={t('footage.exporting.cameras')}>
            <ChooseCameras {...{ cameras, sizes, chosen }} onChange={choose} />
          </Group>
          <Group title={t('footage.exporting.days')}>
            <ChooseDays {...{ days, isBackwards }} suggested={() => lastDays(cameras)} onChange={setDays} />
          </Group>
        </>
      )}
      {size.isError && <ErrorNotice error={size.error} onRetry={() => void size.refetch()} />}
      <p role="status" className={styles.total}>
        {isNone ? (
          t('footage.exporting.noCamera')
        ) : isEmpty ? (
          t('footage.exporting.nothing')
        ) : (
          <>
            {bytes !== undefined && bytes > 0 && (
              <strong>{t('footage.exporting.size', { size: formatBytes(bytes) })}</strong>
            )}
            {!isBackwards && <span>{t(isWhole ? 'footage.exporting.whole' : 'footage.exporting.part')}</span>}
          </>
        )}
      </p>
      {create.isError && <ErrorNotice error={create.error} />}
      <div>
        <Button
          kind="primary"
          disabled={isNone || isBackwards || isEmpty || (!isWhole && bytes === undefined)}
          busy={create.isPending && t('footage.exporting.preparing')}
          onClick={() => create.mutate()}
        >
          <Icon name="download" />
          {t('footage.exporting.now')}
        </Button>
      </div>
    </>
  );
}
