import type { Application } from '@kaitong/contract';
import { findingText } from '@kaitong/contract/checks';
import { explainProblem } from '../../api/explain.ts';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { can } from '../application/application-state.ts';
import { reasonsIn } from '../application/reasons-in.ts';
import { useProblemParams } from '../application/use-problem-params.ts';
import { useText } from '../texts/index.ts';

/** 备注: whose device it is and what follows from the outcome; the link goes on where there is more. */
export function Remark({ application }: { application: Application }) {
  const t = useText();
  const text = useRemark()(application);
  return (
    <>
      {text && <span>{text}</span>}{' '}
      {can('watch', application) ? (
        <TextLink to="/my/services/video-cloud-storage/add" search={{ application: application.id }}>
          {t('application.resume')}
        </TextLink>
      ) : (
        <TextLink to="/applications/$id" params={{ id: application.id }}>
          {t('failed.details')}
        </TextLink>
      )}
    </>
  );
}

function useRemark(): (application: Application) => string {
  const t = useText();
  const [language] = useLanguage();
  const paramsOf = useProblemParams();

  const reasonOf = ({ problem, findings, step, state }: Application): string | null => {
    if (state === 'verifying') return t('remark.running', { step: t(`run.step.${step}`) });
    if (state === 'cancelled') return t('remark.cancelled', { step: t(`run.step.${step}`) });
    if (!problem) return null;
    const [first] = reasonsIn({ problem, findings });
    if (first) return findingText(first.finding, language).title;
    return explainProblem(problem.code, paramsOf(problem.params), language).title;
  };

  return (application) => {
    const { state, pid, productName: name, firmware } = application;
    if (state === 'approved' && pid && name && firmware) return t('remark.approved', { name, pid, firmware });
    const parts = [
      reasonOf(application),
      pid && name ? t('remark.product', { name, pid }) : null,
      firmware ? t('remark.firmware', { firmware }) : null,
    ];
    // A sentence that ends in its own full stop is followed by the next part, not by a full stop and a semicolon.
    return parts
      .filter((part) => part !== null)
      .map((part) => part.replace(/[。.]$/, ''))
      .join(t('remark.join'));
  };
}
