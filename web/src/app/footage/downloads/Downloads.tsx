import type { Download } from '@kaitong/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useOnce } from '../../../api/use-once.ts';
import { formatBytes } from '../../../ui/format.ts';
import { Button } from '../../parts/Button.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { takingApi } from '../taking-api.ts';
import { takingQueries } from '../taking-queries.ts';
import { useText } from '../texts/index.ts';
import styles from './Downloads.module.css';

/** What this browser fetches and how far it has come, also where the page was left meanwhile; nothing where there is nothing. */
export function Downloads({ kind }: { kind?: Download['kind'] }) {
  const t = useText();
  const downloads = useQuery(takingQueries.downloads());
  const items = downloads.data?.filter((one) => kind === undefined || one.kind === kind) ?? [];
  if (items.length === 0) return null;
  return (
    <section className={styles.downloads} aria-label={t('footage.downloads.title')}>
      <ul>
        {items.map((item) => (
          <Row key={item.id} item={item} />
        ))}
      </ul>
    </section>
  );
}

function Row({ item: { id, fileName, kind, bytes, sentBytes, state } }: { item: Download }) {
  const t = useText();
  const client = useQueryClient();
  const end = useOnce({
    mutationFn: () => takingApi.endDownload({ params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: takingQueries.downloads().queryKey }),
  });
  const of = bytes === null ? undefined : formatBytes(Math.max(bytes, sentBytes));
  const isAbout = kind === 'export' && state !== 'done';
  return (
    <li className={styles.download}>
      <span className={styles.name}>{fileName}</span>
      {state === 'sending' && bytes !== null && bytes > 0 && (
        <progress aria-label={fileName} max={Math.max(bytes, sentBytes)} value={sentBytes} />
      )}
      <span className={styles.state} role="status">
        {t(`footage.downloads.${state}`)}
        {' · '}
        {state === 'done' || of === undefined
          ? formatBytes(sentBytes)
          : t(isAbout ? 'footage.downloads.ofAbout' : 'footage.downloads.of', { sent: formatBytes(sentBytes), of })}
      </span>
      {state === 'stopped' && (
        <span className={styles.state}>
          {t(kind === 'export' ? 'footage.downloads.again' : 'footage.downloads.goOn')}
        </span>
      )}
      {state !== 'done' && (
        <Button
          className={styles.end}
          aria-label={t('footage.downloads.endOf', { name: fileName })}
          busy={end.isPending && t('footage.downloads.ending')}
          onClick={() => end.mutate()}
        >
          {t('footage.downloads.end')}
        </Button>
      )}
      {end.isError && <ErrorNotice error={end.error} />}
    </li>
  );
}
