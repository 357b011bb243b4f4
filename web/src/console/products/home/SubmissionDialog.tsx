import { type Pid, type SubmissionManifest, verdictText } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Form } from 'antd';
import { useId, useState } from 'react';
import { fetchFile } from '../../../desk/calls/fetch-file.ts';
import { FormModal } from '../../../desk/dialog/FormModal.tsx';
import { Loaded } from '../../../desk/parts/Loaded.tsx';
import { useLanguage } from '../../../i18n/texts.ts';
import { TimeText } from '../../../ui/TimeText.tsx';
import { queries } from '../../queries.ts';
import { saveFile } from '../../save-file.ts';
import { useText } from '../../texts/index.ts';
import styles from './Submission.module.css';

type Props = { pid: Pid; path: string; onClose: () => void };

/** Says what the package will hold, and what it will lack, before it is made. */
export function SubmissionDialog({ pid, path, onClose }: Props) {
  const t = useText();
  const query = useQuery(queries.submission(pid));
  const [sbom, setSbom] = useState<File>();
  const hint = useId();
  return (
    <FormModal
      title={t('submission.title')}
      okText={t('submission.download')}
      disabled={!query.data}
      send={async () => {
        const { name, content } = await fetchFile(path, sbom);
        saveFile(name, content, 'application/x-tar');
      }}
      done={t('submission.made')}
      onClose={onClose}
    >
      <Loaded query={query}>{(manifest) => <Contents manifest={manifest} />}</Loaded>
      {query.data && (
        <Form.Item
          label={t('submission.sbom')}
          htmlFor={`${hint}-file`}
          extra={<span id={hint}>{t('submission.sbomHint')}</span>}
        >
          <input
            id={`${hint}-file`}
            type="file"
            accept=".json,application/json"
            aria-describedby={hint}
            className={styles.file}
            onChange={({ target }) => setSbom(target.files?.[0])}
          />
        </Form.Item>
      )}
    </FormModal>
  );
}

function Contents({ manifest }: { manifest: SubmissionManifest }) {
  const t = useText();
  const [language] = useLanguage();
  const { firmware, extendedTest: test, sample } = manifest;
  return (
    <dl className={styles.contents}>
      <dt>{t('submission.certificate')}</dt>
      <dd>
        {t('submission.ofFirmware', { version: firmware.version })}
        {sample !== 'firmware' && <strong>{t(`submission.samples.${sample}`)}</strong>}
      </dd>
      <dt>{t('submission.findings')}</dt>
      <dd>{t('submission.findingsText')}</dd>
      <dt>{t('submission.test')}</dt>
      <dd>
        {test ? (
          <>
            {verdictText(test.outcome, language)} <TimeText at={test.endedAt} />
          </>
        ) : (
          t('submission.noTest')
        )}
      </dd>
      <dt>{t('submission.release')}</dt>
      <dd>{t(imageText(firmware))}</dd>
    </dl>
  );
}

function imageText({ sha256, release }: SubmissionManifest['firmware']) {
  if (!release) return 'submission.noRelease' as const;
  if (sha256 === null) return 'submission.released' as const;
  return sha256 === release.sha256 ? ('submission.asReleased' as const) : ('submission.otherImage' as const);
}
