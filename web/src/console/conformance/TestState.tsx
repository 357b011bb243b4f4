import { type Conformance, isWhollyTested, outcomeText } from '@kaitong/contract';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';
import { VerdictTag } from './VerdictTag.tsx';

/** How a test stands: it runs, or what came of it. Green it is only when all was tried. */
export function TestState({ test }: { test: Pick<Conformance, 'state' | 'outcome' | 'items'> }) {
  const t = useText();
  const [language] = useLanguage();
  const { state, outcome } = test;
  if (state === 'running') return <StateTag tone="running" icon="clock" text={t('conformance.running')} />;
  if (outcome === null) return t('common.none');
  return outcome === 'pass' && !isWhollyTested(test) ? (
    <StateTag tone="waiting" icon="alert" text={outcomeText(test, language)} />
  ) : (
    <VerdictTag verdict={outcome} />
  );
}
