import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Tabs } from 'antd';
import { Page } from '../../desk/frame/Page.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { ItemsTab } from '../items/ItemsTab.tsx';
import { queries } from '../queries.ts';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { AgreementMissing, isAgreementMissing } from './AgreementMissing.tsx';
import { ApplicationsTab } from './ApplicationsTab.tsx';

const route = getRouteApi('/signed-in/personal/my/services/video-cloud-storage');

/** The management page of video cloud storage: what is activated, and what was submitted. */
export function ManagePage() {
  const t = useText();
  const may = useMay();
  const mayLook = may('listApplications');
  const { tab: asked = 'items' } = route.useSearch();
  const tab = mayLook ? asked : 'items';
  const navigate = useNavigate();
  const services = useQuery(queries.services());
  const missing = isAgreementMissing(services.data);
  return (
    <Page
      title={t('services.video-cloud-storage.name')}
      crumbs={[{ text: t('menu.myServices'), link: { to: '/my/services' } }]}
      actions={may('createApplication') && <AddProduct disabled={missing} />}
    >
      {missing && <AgreementMissing />}
      <Panel>
        <Tabs
          activeKey={tab}
          onChange={(key) =>
            void navigate({
              to: '/my/services/video-cloud-storage',
              search: { tab: key === 'applications' ? 'applications' : 'items' },
            })
          }
          items={[
            { key: 'items', label: t('manage.items'), children: <ItemsTab /> },
            ...(mayLook
              ? [{ key: 'applications', label: t('manage.applications'), children: <ApplicationsTab /> }]
              : []),
          ]}
          destroyOnHidden
        />
      </Panel>
    </Page>
  );
}

function AddProduct({ disabled }: { disabled: boolean }) {
  const t = useText();
  return (
    <LinkButton
      look="primary"
      icon={<Icon name="plus" />}
      to="/my/services/video-cloud-storage/add"
      search={{}}
      disabled={disabled}
    >
      {t('manage.add')}
    </LinkButton>
  );
}
