import { type ItemVerdict, verdictText } from '@kaitong/contract';
import { StateTag, type Tone } from '../../desk/parts/StateTag.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import type { IconName } from '../../ui/Icon.tsx';

const looks: Record<ItemVerdict, { tone: Tone; icon: IconName }> = {
  pass: { tone: 'verified', icon: 'check' },
  warn: { tone: 'waiting', icon: 'alert' },
  fail: { tone: 'refused', icon: 'cross' },
  skipped: { tone: 'none', icon: 'ban' },
};

export function VerdictTag({ verdict }: { verdict: ItemVerdict }) {
  const [language] = useLanguage();
  return <StateTag {...looks[verdict]} text={verdictText(verdict, language)} />;
}
