import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { useText } from '../texts/index.ts';
import styles from './DevicePage.module.css';

type Props = { change: { isPending: boolean; isError: boolean; error: unknown } };

/** How a change goes: the device is being asked, or why nothing has changed. */
export function Outcome({ change }: Props) {
  const t = useText();
  return (
    <>
      <span role="status">{change.isPending && <span className={styles.pending}>{t('device.pending')}</span>}</span>
      {change.isError && <ErrorNotice error={change.error} also={t('device.unchanged')} />}
    </>
  );
}
