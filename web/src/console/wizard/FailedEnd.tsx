import type { Application } from '@kaitong/contract';
import { groupFindings } from '@kaitong/contract/checks';
import { Button } from 'antd';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { can } from '../application/application-state.ts';
import { ClipStrips } from '../application/ClipStrips.tsx';
import { FindingList } from '../application/FindingList.tsx';
import { ProbeReport } from '../application/ProbeReport.tsx';
import { RunLine } from '../application/RunLine.tsx';
import { reasonsIn } from '../application/reasons-in.ts';
import { isProbeTroubled, type RunView } from '../application/run-view.ts';
import { useMarkedPlaces } from '../application/use-marked-places.ts';
import { useTicketFacts } from '../application/use-ticket-facts.ts';
import { Verdict } from '../application/Verdict.tsx';
import { useText } from '../texts/index.ts';
import styles from './FailedEnd.module.css';
import { RefusedDevice } from './RefusedDevice.tsx';
import { useSubmitDevice } from './use-submit-device.ts';

/** 开通失败 (or 已取消): the first finding in plain words, then what to do; everything else folded. */
export function FailedEnd({ application, run }: { application: Application; run: RunView }) {
  const t = useText();
  const submission = useSubmitDevice();
  const facts = useTicketFacts(application);
  const cancelled = application.state === 'cancelled';
  const [reason] = reasonsIn(application);
  const groups = groupFindings(application.findings);
  const { marked, showOf, strips } = useMarkedPlaces(groups, run);
  const others = groups.filter(({ finding }) => finding !== reason?.finding);
  return (
    <div className={styles.end}>
      <h2 className={cancelled ? styles.cancelled : styles.title}>
        <Icon name={cancelled ? 'ban' : 'cross'} size={24} />
        {cancelled ? t('failed.cancelled') : t('failed.title')}
      </h2>
      <Verdict
        application={application}
        showOf={showOf}
        picture={<ClipStrips ref={strips} run={run} findings={application.findings} marked={marked} />}
      />
      {run.probe && isProbeTroubled(run) && application.problem?.code !== 'clip_rejected' && (
        <ProbeReport probe={run.probe} facts={facts} />
      )}
      {submission.error && <RefusedDevice error={submission.error} />}
      <div className={styles.actions}>
        {can('verify-again', application) && (
          <Button
            type="primary"
            loading={submission.isPending}
            onClick={() => submission.mutate({ deviceId: application.deviceId })}
          >
            {t('failed.again')}
          </Button>
        )}
        {can('change-device', application) && (
          <LinkButton to="/my/services/video-cloud-storage/add" search={{}}>
            {t('failed.change')}
          </LinkButton>
        )}
        <LinkButton look="link" to="/applications/$id" params={{ id: application.id }}>
          {t('failed.details')}
        </LinkButton>
      </div>
      {others.length > 0 && (
        <details className={styles.fold}>
          <summary>{t('failed.others', { n: others.length })}</summary>
          <FindingList groups={others} facts={facts} showOf={showOf} />
        </details>
      )}
      {run.seq > 0 && (
        <details className={styles.fold}>
          <summary>{t('run.title')}</summary>
          <RunLine run={run} />
        </details>
      )}
    </div>
  );
}
