import type { Product } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Page } from '../../desk/frame/Page.tsx';
import { Facts } from '../../desk/parts/Facts.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { ActivationTag } from './ActivationTag.tsx';
import { DeviceAuthorities } from './DeviceAuthorities.tsx';
import { Licences } from './Licences.tsx';

const route = getRouteApi('/signed-in/personal/products/$pid');

/** One product: its state, and the licences of its units. */
export function ProductPage() {
  const t = useText();
  const { pid } = route.useParams();
  const product = useQuery(queries.product(pid));
  return (
    <Page
      title={product.data?.name ?? pid}
      crumbs={[{ text: t('menu.products'), link: { to: '/products', search: {} } }]}
      actions={
        product.data?.activation === null && (
          <LinkButton to="/my/services/video-cloud-storage/add" search={{}}>
            {t('market.activate')}
          </LinkButton>
        )
      }
    >
      <Loaded query={product}>
        {(data) => (
          <>
            <Panel>
              <ProductFacts product={data} />
            </Panel>
            <Licences product={data} />
            <DeviceAuthorities product={data} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function ProductFacts({ product }: { product: Product }) {
  const t = useText();
  const { pid, stage, role, devices, activation, createdAt } = product;
  return (
    <Facts
      facts={[
        ['PID', <Ident key="pid" value={pid} />],
        [t('products.activation'), <ActivationTag key="active" product={product} />],
        ...(activation
          ? ([
              [t('manage.column.firmware'), t('manage.firmwareAtLeast', { firmware: activation.firmware })],
              [
                t('manage.column.sample'),
                <Link key="sample" to="/applications/$id" params={{ id: activation.applicationId }}>
                  {t('failed.details')}
                </Link>,
              ],
            ] as const)
          : []),
        [t('products.stage'), t(`products.stages.${stage}`)],
        [t('products.role'), t(`products.roles.${role}`)],
        [
          t('products.devices'),
          <Link key="devices" to="/devices" search={{ pid }}>
            {devices ?? t('products.unknownCount')}
          </Link>,
        ],
        [t('products.createdAt'), <TimeText key="at" at={createdAt} />],
      ]}
    />
  );
}
