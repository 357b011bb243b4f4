import type { Application } from '@kaitong/contract';
import { groupFindings } from '@kaitong/contract/checks';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { CopyButton } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { saveFile } from '../save-file.ts';
import { useText } from '../texts/index.ts';
import styles from './CertificatePanel.module.css';
import { SampleTag } from './SampleTag.tsx';

/** The signed certificate: a file that the command line checks offline, and its page for everybody; one that no longer counts says so. */
export function CertificatePanel({ application }: { application: Application }) {
  const t = useText();
  const advice = groupFindings(application.findings).length;
  const revoked = application.certificateRevoked;
  const { data } = useQuery(queries.certificate(application.id));
  const download = useMutation({
    mutationFn: () => api.getCertificate({ params: { id: application.id } }),
    onSuccess: ({ certificate }) =>
      saveFile(`kaitong-${application.pid}-${application.firmware}.jws`, certificate, 'application/jose'),
  });
  return (
    <Panel
      title={t('application.certificate')}
      extra={
        <Button icon={<Icon name="download" />} loading={download.isPending} onClick={() => download.mutate()}>
          {t('application.download')}
        </Button>
      }
    >
      {download.isError && <ErrorNotice error={download.error} />}
      {revoked ? (
        <p style={{ margin: 0 }}>
          <StateTag tone="refused" icon="cross" text={t('application.certificateRevoked')} />{' '}
          <TimeText at={revoked.at} /> {t(`application.certificateRevokedText.${revoked.reason}`)}
        </p>
      ) : (
        <p style={{ margin: 0 }}>
          <SampleTag sample={application.sample} />{' '}
          {t('application.certificateText', {
            firmware: application.firmware ?? '',
            clip: t(`application.certificateClip.${advice === 0 ? 'clean' : advice === 1 ? 'one' : 'many'}`, {
              n: advice,
            }),
          })}
        </p>
      )}
      {data && (
        <p className={styles.page}>
          <a href={data.pageUrl} target="_blank" rel="noreferrer">
            {t('application.certificatePage')}
          </a>
          <CopyButton text={data.pageUrl} />
          <span className={styles.soft}>{t('application.certificatePageText')}</span>
        </p>
      )}
    </Panel>
  );
}
