import { useRouter } from '@tanstack/react-router';
import { ErrorNotice } from './ErrorNotice.tsx';
import styles from './Frame.module.css';

/** In place of a page that could not be shown. */
export function PageError({ error }: { error: unknown }) {
  const router = useRouter();
  return <ErrorNotice error={error} onRetry={() => void router.invalidate()} />;
}

/** The same where there is no frame around it. */
export function BareError({ error }: { error: unknown }) {
  return (
    <main className={styles.main}>
      <PageError error={error} />
    </main>
  );
}
