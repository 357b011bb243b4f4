import { type ProblemCode, ProblemError } from '@kaitong/contract';
import { explain, explainProblem } from '../../api/explain.ts';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useProblemParams } from '../application/use-problem-params.ts';
import { useText } from '../texts/index.ts';
import styles from './RefusedDevice.module.css';

/** Under the field, for as long as the field is as it was: why the device was refused, and what to do. */
export function RefusedDevice({ error }: { error: Error }) {
  const t = useText();
  const [language] = useLanguage();
  const paramsOf = useProblemParams();
  const problem = error instanceof ProblemError ? error.problem : null;
  const { title, remedy, code } = problem
    ? explainProblem(problem.code, paramsOf(problem.params), language)
    : explain(error, language);
  return (
    <div role="alert" className={styles.refused}>
      <p className={styles.title}>
        <Icon name="cross" /> {title}
      </p>
      <p>
        {remedy} {problem && <WayOut code={problem.code} running={problem.params.running} />}
      </p>
      <p className={styles.code}>{t('common.code', { code })}</p>
    </div>
  );
}

function WayOut({ code, running }: { code: ProblemCode; running: string | number | undefined }) {
  const t = useText();
  if (code === 'agreement_not_in_force') {
    return <TextLink to="/services/video-cloud-storage/apply">{t('wizard.goApply')}</TextLink>;
  }
  if (code === 'pid_already_activated') {
    return (
      <TextLink to="/my/services/video-cloud-storage" search={{ tab: 'items' }}>
        {t('wizard.goItems')}
      </TextLink>
    );
  }
  if (code === 'run_in_progress' && running !== undefined) {
    return (
      <TextLink to="/my/services/video-cloud-storage/add" search={{ application: String(running) }}>
        {t('wizard.openRunning')}
      </TextLink>
    );
  }
  return null;
}
