import { useRouter } from '@tanstack/react-router';
import { ErrorNotice } from './ErrorNotice.tsx';
import styles from './Frame.module.css';

/** In place of a page that could not be shown. */
export function PageError({ error }: { error: unknown }) {
  const router = useRouter();
  return (
    <div className={styles.main}>
      <ErrorNotice error={error} onRetry={() => void router.invalidate()} />
    </div>
  );
}
