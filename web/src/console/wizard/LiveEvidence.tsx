import type { Application } from '@kaitong/contract';
import { groupFindings } from '@kaitong/contract/checks';
import { formatBytes } from '../../ui/format.ts';
import { ClipStrips } from '../application/ClipStrips.tsx';
import { Evidence } from '../application/Evidence.tsx';
import { FindingList } from '../application/FindingList.tsx';
import { type RunView, received } from '../application/run-view.ts';
import { useMarkedPlaces } from '../application/use-marked-places.ts';
import { useTicketFacts } from '../application/use-ticket-facts.ts';
import { useText } from '../texts/index.ts';
import styles from './LiveEvidence.module.css';

/** What has come in so far: bytes, the snapshot where it may be seen, frames, findings. */
export function LiveEvidence({ application, run }: { application: Application; run: RunView }) {
  const t = useText();
  const facts = useTicketFacts(application);
  const groups = groupFindings(run.findings);
  const { marked } = useMarkedPlaces(groups, run);
  if (run.objects.length === 0) return null;
  const { bytes } = received(run);
  return (
    <>
      <p className={styles.bytes}>
        {t('run.bytes')} <b>{formatBytes(bytes)}</b>
      </p>
      {application.footage !== 'none' && <Evidence application={application} />}
      <ClipStrips run={run} findings={run.findings} marked={marked} />
      {run.findings.length > 0 && (
        <section>
          <h2 className={styles.heading}>{t('finding.title')}</h2>
          <FindingList groups={groups} facts={facts} />
        </section>
      )}
    </>
  );
}
