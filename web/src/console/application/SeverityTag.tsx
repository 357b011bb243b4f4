import type { Severity } from '@kaitong/contract/checks';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { useText } from '../texts/index.ts';

export function SeverityTag({ severity }: { severity: Severity }) {
  const t = useText();
  return severity === 'error' ? (
    <StateTag tone="refused" icon="cross" text={t('finding.error')} />
  ) : (
    <StateTag tone="waiting" icon="alert" text={t('finding.warning')} />
  );
}
