import { useState } from 'react';
import { useText } from '../texts/index.ts';

/** The snapshot as the device sent it: one that is damaged says so instead of showing an empty frame. */
export function Snapshot({ url }: { url: string }) {
  const t = useText();
  const [broken, setBroken] = useState(false);
  if (broken) return <p role="alert">{t('application.snapshotBroken')}</p>;
  return <img src={url} alt={t('application.snapshot')} onError={() => setBroken(true)} />;
}
