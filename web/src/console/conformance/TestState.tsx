import type { Conformance } from '@kaitong/contract';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { useText } from '../texts/index.ts';
import { VerdictTag } from './VerdictTag.tsx';

/** How a test stands: it runs, or what came of it. */
export function TestState({ test: { state, outcome } }: { test: Pick<Conformance, 'state' | 'outcome'> }) {
  const t = useText();
  if (state === 'running') return <StateTag tone="running" icon="clock" text={t('conformance.running')} />;
  return outcome === null ? t('common.none') : <VerdictTag verdict={outcome} />;
}
