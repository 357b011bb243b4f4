import type { Application } from '@kaitong/contract';
import { lazy, Suspense } from 'react';
import { explainProblem } from '../../api/explain.ts';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { can } from '../application/application-state.ts';
import { useProblemParams } from '../application/use-problem-params.ts';
import { useText } from '../texts/index.ts';

/** 备注: whose device it is and what follows from the outcome; the link goes on where there is more. */
export function Remark({ application }: { application: Application }) {
  const t = useText();
  const text = <RemarkText application={application} />;
  return (
    <>
      {application.findings.length === 0 ? (
        text
      ) : (
        <Suspense fallback={text}>
          <FindingRemark application={application} />
        </Suspense>
      )}{' '}
      {can('watch', application) && application.releaseId === null ? (
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

/** What a finding is called comes with the texts of all checks: as much as half of the rest of the console. */
const FindingRemark = lazy(async () => ({ default: (await import('./FindingRemark.tsx')).FindingRemark }));

/** @param found what the first finding is called, once that is known */
export function RemarkText({ application, found }: { application: Application; found?: string | undefined }) {
  const text = useRemark(found)(application);
  return text && <span title={text}>{text}</span>;
}

function useRemark(found: string | undefined): (application: Application) => string {
  const t = useText();
  const [language] = useLanguage();
  const paramsOf = useProblemParams();

  const reasonOf = ({ problem, step, state }: Application): string | null => {
    if (state === 'verifying') return t('remark.running', { step: t(`run.step.${step}`) });
    if (state === 'cancelled') return t('remark.cancelled', { step: t(`run.step.${step}`) });
    if (!problem) return null;
    if (found) return found;
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
