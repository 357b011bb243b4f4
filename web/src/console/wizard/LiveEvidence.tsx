import type { Application } from '@kaitong/contract';
import { groupFindings } from '@kaitong/contract/checks';
import { formatBytes } from '../../ui/format.ts';
import { Evidence } from '../application/Evidence.tsx';
import { FindingList } from '../application/FindingList.tsx';
import { FrameStrip } from '../application/FrameStrip.tsx';
import { type RunView, received } from '../application/run-view.ts';
import { useText } from '../texts/index.ts';
import styles from './LiveEvidence.module.css';

/** What has come in so far: bytes, the snapshot where it may be seen, frames, findings. */
export function LiveEvidence({ application, run }: { application: Application; run: RunView }) {
  const t = useText();
  if (run.objects.length === 0) return null;
  const { bytes } = received(run);
  return (
    <>
      <p className={styles.bytes}>
        {t('run.bytes')} <b>{formatBytes(bytes)}</b>
      </p>
      {application.footage !== 'none' && <Evidence application={application} />}
      <FrameStrip objects={run.objects} findings={run.findings} />
      {run.findings.length > 0 && (
        <section>
          <h2 className={styles.heading}>{t('finding.title')}</h2>
          <FindingList groups={groupFindings(run.findings)} />
        </section>
      )}
    </>
  );
}
