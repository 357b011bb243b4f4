import { useRouter } from '@tanstack/react-router';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import styles from './Frame.module.css';

/** In place of a page that could not be shown. */
export function PageError({ error }: { error: unknown }) {
  const router = useRouter();
  return <ErrorNotice error={error} onRetry={() => void router.invalidate()} />;
}

/** The same where there is no frame around it. */
export function BareError({ error }: { error: unknown }) {
  return (
    <main className={bareClass}>
      <PageError error={error} />
    </main>
  );
}

/** Of what stands where a page would, without a frame. */
export const bareClass = styles.main ?? '';
