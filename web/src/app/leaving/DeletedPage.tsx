import type { DeletionReceipt } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { formatTime } from '../../ui/format.ts';
import { api } from '../api.ts';
import { Button } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { CopyLine } from '../parts/CopyLine.tsx';
import { Facts, Group } from '../parts/Group.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { deletionKey } from '../queries.ts';
import { SignedOut } from '../session/SignedOut.tsx';
import { useRegionName } from '../session/use-region-name.ts';
import styles from './Leaving.module.css';
import { useText } from './texts/index.ts';

/** The proof of a deletion, for whoever has its link: there is no account any more to sign in to. */
export function DeletedPage() {
  const t = useText();
  const token = new URLSearchParams(useLocation().hash).get('token') ?? '';
  const receipt = useQuery({
    queryKey: deletionKey(token),
    queryFn: () => api.getDeletionReceipt({ body: { token } }),
    enabled: token !== '',
    refetchInterval: ({ state: { data } }) => (data && data.objectsRemovedAt === null ? 10_000 : false),
  });
  if (token === '' || receipt.isError)
    return (
      <SignedOut title={t('title')}>
        <Callout tone="waiting" title={t('missing')} role="status" />
      </SignedOut>
    );
  return (
    <SignedOut title={t('receipt')}>
      <p className={styles.lead}>{t('receiptText')}</p>
      <Loaded query={receipt} what={t('receipt')}>
        {(data) => <Receipt receipt={data} />}
      </Loaded>
    </SignedOut>
  );
}

function Receipt({ receipt }: { receipt: DeletionReceipt }) {
  const t = useText();
  const regionName = useRegionName();
  const { id, region, deletedAt, finishedAt, devices, recordings, bytes, keys, keysErasedAt, objectsRemovedAt } =
    receipt;
  const facts = [
    { name: t('id'), value: id },
    { name: t('region'), value: regionName(region) },
    { name: t('deletedAt'), value: formatTime(deletedAt) },
    ...[
      { name: t('devices'), value: String(devices) },
      { name: t('recordings'), value: t('recordingsOf', { n: recordings, size: `${(bytes / 1e6).toFixed(1)} MB` }) },
      {
        name: t('keys'),
        value: keysErasedAt === null ? t('noKeys') : t('keysOf', { n: keys, time: formatTime(keysErasedAt) }),
      },
    ].map((fact) => (finishedAt === null ? { ...fact, value: t('pending') } : fact)),
    { name: t('objects'), value: objectsRemovedAt === null ? t('pending') : formatTime(objectsRemovedAt) },
    { name: t('repeated'), value: t('repeatedOf', { days: receipt.repeatedFor }) },
  ];
  const text = [t('receipt'), ...facts.map(({ name, value }) => `${name}: ${value}`), location.href].join('\n');
  return (
    <div className={styles.receipt}>
      <Group note={t('archivesText', { days: receipt.repeatedFor })}>
        <Facts facts={facts} />
      </Group>
      <Button kind="primary" onClick={() => saveText(`kaitong-${id}.txt`, text)}>
        {t('save')}
      </Button>
      <CopyLine text={location.href} label={t('copyLink')} />
    </div>
  );
}

function saveText(name: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000); // Firefox reads the address only after this turn
}
