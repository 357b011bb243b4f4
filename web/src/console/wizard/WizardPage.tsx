import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Steps } from 'antd';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { CrumbedPage } from '../application/CrumbedPage.tsx';
import { queries } from '../queries.ts';
import { RoleMissing } from '../team/RoleMissing.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { DeviceStep } from './DeviceStep.tsx';
import { RunStep } from './RunStep.tsx';
import styles from './WizardPage.module.css';
import { type WizardPlace, wizardPlace } from './wizard-place.ts';

const route = getRouteApi('/signed-in/personal/my/services/video-cloud-storage/add');

/** Adding a product. The address names the application, so that closing the page loses nothing. */
export function WizardPage() {
  const { application: id, device } = route.useSearch();
  const may = useMay();
  const needed = id ? 'getApplication' : 'createApplication';
  if (!may(needed))
    return (
      <WizardFrame place={wizardPlace(undefined)}>
        <RoleMissing operation={needed} />
      </WizardFrame>
    );
  if (id) return <Submitted id={id} />;
  return (
    <WizardFrame place={wizardPlace(undefined)}>
      <DeviceStep key={device} deviceId={device} />
    </WizardFrame>
  );
}

function Submitted({ id }: { id: string }) {
  const query = useQuery(queries.application(id));
  return (
    <WizardFrame place={wizardPlace(query.data?.state ?? 'verifying')}>
      <Loaded query={query}>{(application) => <RunStep key={application.id} application={application} />}</Loaded>
    </WizardFrame>
  );
}

function WizardFrame({ place, children }: { place: WizardPlace; children: React.ReactNode }) {
  const t = useText();
  const narrow = useMedia('(max-width: 640px)');
  return (
    <CrumbedPage title={t('wizard.title')} short={t('manage.add')} lead={t('wizard.subtitle')}>
      <div className={styles.stage}>
        <Steps
          className={styles.steps ?? ''}
          current={place.current}
          status={place.status}
          responsive={false}
          titlePlacement={narrow ? 'vertical' : 'horizontal'}
          items={[
            { title: t('wizard.steps.device') },
            { title: t('wizard.steps.verify') },
            { title: t('wizard.steps.done') },
          ]}
        />
        {children}
      </div>
    </CrumbedPage>
  );
}
