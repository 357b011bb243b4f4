import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, App, Button } from 'antd';
import { useOnce } from '../../api/use-once.ts';
import { Page } from '../../desk/frame/Page.tsx';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { AgreementBox } from '../../desk/selling/AgreementBox.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { formatDate } from '../../ui/format.ts';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { RoleMissing } from '../team/RoleMissing.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import styles from './ApplyPage.module.css';

/** 创建服务订单: what the service contains, the agreement, and the button that puts it in force. */
export function ApplyPage() {
  const t = useText();
  const [language] = useLanguage();
  const agreement = useQuery(queries.agreement(language));
  const services = useQuery(queries.services());
  const inForce = services.data?.items.find((service) => service.id === 'video-cloud-storage')?.agreement ?? null;
  return (
    <Page title={t('menu.apply')} crumbs={[{ text: t('menu.market'), link: { to: '/market', search: {} } }]}>
      <Panel
        title={t('services.video-cloud-storage.name')}
        extra={<Link to="/services/video-cloud-storage">{t('apply.details')}</Link>}
      >
        <h3 className={styles.heading}>{t('apply.content')}</h3>
        <ol className={styles.content}>
          <li>{t('apply.content1')}</li>
          <li>{t('apply.content2')}</li>
          <li>{t('apply.content3')}</li>
        </ol>
        <h3 className={styles.heading}>{t('apply.agreement')}</h3>
        <Loaded query={agreement}>
          {(current) => (
            <>
              <AgreementBox agreement={current} />
              {services.isSuccess && <Submission version={current.version} inForce={inForce} />}
            </>
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}

type SubmissionProps = { version: string; inForce: { version: string; effectiveAt: string } | null };

function Submission({ version, inForce }: SubmissionProps) {
  const t = useText();
  const { message } = App.useApp();
  const may = useMay();
  const queryClient = useQueryClient();
  const submit = useOnce({
    mutationFn: () => api.createServiceOrder({ body: { serviceId: 'video-cloud-storage', agreementVersion: version } }),
    onSuccess: async () => {
      void message.success(t('apply.done'));
      await queryClient.invalidateQueries();
    },
  });
  if (inForce?.version === version) return <InForce {...inForce} />;
  return (
    <div className={styles.submission}>
      {inForce && (
        <Alert
          type="info"
          showIcon
          title={t('apply.newer', { version })}
          description={t('apply.newerText', { current: inForce.version })}
        />
      )}
      {submit.isError && <ErrorNotice error={submit.error} />}
      {may('createServiceOrder') ? (
        <>
          <Button type="primary" size="large" loading={submit.isPending} onClick={() => submit.mutate()}>
            {t('apply.submit')}
          </Button>
          <p className={styles.hint}>{t('apply.submitHint')}</p>
        </>
      ) : (
        <RoleMissing operation="createServiceOrder" />
      )}
    </div>
  );
}

function InForce({ version, effectiveAt }: { version: string; effectiveAt: string }) {
  const t = useText();
  return (
    <div className={styles.submission}>
      <Alert
        type="success"
        showIcon
        title={t('apply.inForce')}
        description={t('apply.inForceText', { version, date: formatDate(effectiveAt) })}
      />
      <LinkButton look="primary" size="large" to="/my/services/video-cloud-storage" search={{ tab: 'applications' }}>
        {t('apply.manage')}
      </LinkButton>
    </div>
  );
}
