import { Alert, Button } from 'antd';
import type { ReactNode } from 'react';
import { explain } from '../../api/explain.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';

type Props = { error: unknown; onRetry?: () => void; action?: ReactNode };

/** A failed call: what happened, what to do, the code. */
export function ErrorNotice({ error, onRetry, action }: Props) {
  const t = useText();
  const [language] = useLanguage();
  const { title, remedy, code } = explain(error, language);
  return (
    <Alert
      type="error"
      showIcon
      title={title}
      description={
        <>
          {remedy}
          <div style={{ color: 'var(--kt-ink-soft)', fontSize: 12 }}>{t('common.code', { code })}</div>
        </>
      }
      action={action ?? (onRetry && <Button onClick={onRetry}>{t('common.retry')}</Button>)}
    />
  );
}
