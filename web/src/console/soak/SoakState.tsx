import { SOAK_HOURS, type Soak } from '@kaitong/contract';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { VerdictTag } from '../conformance/VerdictTag.tsx';
import { useText } from '../texts/index.ts';

/** How a soak stands: in which hour it is, or what came of it. */
export function SoakState({ soak: { outcome, hours } }: { soak: Pick<Soak, 'outcome' | 'hours'> }) {
  const t = useText();
  if (outcome !== null) return <VerdictTag verdict={outcome} />;
  const n = Math.min(SOAK_HOURS, hours.length + 1);
  return <StateTag tone="running" icon="clock" text={t('soak.running', { n })} />;
}
