import { explain } from '../explain.ts';
import { useText } from '../texts/index.ts';
import { Button } from './Button.tsx';
import { Callout } from './Callout.tsx';
import styles from './ErrorNotice.module.css';

/** A failed call: what happened, what to do, the code. `also` says what it means here. */
export function ErrorNotice({ error, also, onRetry }: { error: unknown; also?: string; onRetry?: () => void }) {
  const t = useText();
  const { title, remedy, code } = explain(error, t);
  return (
    <Callout tone="refused" title={title} role="alert">
      {also && <span>{also}</span>}
      <span>{remedy}</span>
      <span className={styles.code}>{t('common.code', { code })}</span>
      {onRetry && (
        <Button className={styles.retry} onClick={onRetry}>
          {t('common.retry')}
        </Button>
      )}
    </Callout>
  );
}
