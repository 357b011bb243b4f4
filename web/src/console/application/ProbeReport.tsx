import { isAdvice, probeText } from '@kaitong/contract';
import { groupFindings, type TicketFacts } from '@kaitong/contract/checks';
import { Alert } from 'antd';
import { explainProblem } from '../../api/explain.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';
import { FindingList } from './FindingList.tsx';
import type { ProbeView } from './run-view.ts';

const tones = { clean: 'success', declined: 'info', overtaken: 'info' } as const;

/** How the test of the way up goes, before anyone waves: what broke, and what to do about it. */
export function ProbeReport({ probe, facts }: { probe: ProbeView; facts: TicketFacts }) {
  const t = useText();
  const [language] = useLanguage();
  const { outcome, reason, findings, refused } = probe;
  // What was refused did arrive: the refusal says what is wrong, not the way there.
  const wasRefused = outcome === 'not_opened' && refused.length > 0;
  const text = outcome && !wasRefused ? probeText(outcome, { reason, findings }, language) : null;
  const calm = outcome === null && findings.length === 0 && refused.length === 0;
  const tone =
    calm || isAdvice(outcome, findings) ? 'info' : ((outcome && tones[outcome as keyof typeof tones]) ?? 'warning');
  return (
    <section aria-live="polite" style={{ display: 'grid', gap: 16 }}>
      <Alert
        type={tone}
        showIcon
        title={text?.title ?? t('run.probeTitle')}
        description={
          <>
            <p style={{ margin: 0 }}>{text?.remedy ?? t(wasRefused ? 'run.probeRefused' : 'run.probeRunning')}</p>
            {refused.map(({ code, params }) => {
              const words = explainProblem(code, params, language);
              return <p key={code} style={{ margin: '8px 0 0' }}>{`${words.title} (${code}) ${words.remedy}`}</p>;
            })}
          </>
        }
      />
      {findings.length > 0 && <FindingList groups={groupFindings(findings)} facts={facts} />}
    </section>
  );
}
