import { Alert, Button } from 'antd';
import type { ReactNode } from 'react';
import { codeOf } from '../../api/code-of.ts';
import { explain, explainProblem } from '../../api/explain.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';

type Props = {
  error: unknown;
  /** What failed is reading what the address names: an id that cannot be one names nothing, and no field is wrong. */
  reading?: boolean;
  onRetry?: () => void;
  action?: ReactNode;
};

/** A failed call: what happened, what to do, the code. */
export function ErrorNotice({ error, reading = false, onRetry, action }: Props) {
  const t = useText();
  const [language] = useLanguage();
  const { title, remedy, code } =
    reading && codeOf(error) === 'input_invalid' ? explainProblem('not_found', {}, language) : explain(error, language);
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
