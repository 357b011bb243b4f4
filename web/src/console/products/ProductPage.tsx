import type { ProductHome } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Page } from '../../desk/frame/Page.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { queries } from '../queries.ts';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { ActivationTag } from './ActivationTag.tsx';
import { DeviceAuthorities } from './DeviceAuthorities.tsx';
import { Arrivals } from './home/Arrivals.tsx';
import { Figures } from './home/Figures.tsx';
import { Fleet } from './home/Fleet.tsx';
import styles from './home/Home.module.css';
import { ListingPanel } from './home/ListingPanel.tsx';
import { Selling } from './home/Selling.tsx';
import { SubmissionPanel } from './home/SubmissionPanel.tsx';
import { Tried } from './home/Tried.tsx';
import { WaiversPanel } from './home/WaiversPanel.tsx';
import { Licences } from './Licences.tsx';

const route = getRouteApi('/signed-in/personal/products/$pid');

/** The home of a product: its fleet, what was tried and what is sold, and the licences of its units. */
export function ProductPage() {
  const t = useText();
  const { pid } = route.useParams();
  const home = useQuery(queries.productHome(pid));
  const product = home.data?.product;
  const may = useMay();
  return (
    <Page
      title={product?.name ?? pid}
      crumbs={[{ text: t('menu.products'), link: { to: '/products', search: {} } }]}
      actions={
        product !== undefined &&
        (product.activation === null || product.activation.sample === 'browser') &&
        may('createApplication', product.role) && (
          <LinkButton to="/my/services/video-cloud-storage/add" search={{}}>
            {t('market.activate')}
          </LinkButton>
        )
      }
    >
      <Loaded query={home}>
        {(data) => (
          <>
            <FactsLine product={data.product} />
            <Figures home={data} />
            <Fleet home={data} />
            <Arrivals home={data} />
            <Tried home={data} />
            <WaiversPanel product={data.product} />
            <Selling home={data} />
            <ListingPanel product={data.product} />
            <SubmissionPanel product={data.product} />
            {data.licences && (
              <>
                <Licences product={data.product} />
                <DeviceAuthorities product={data.product} />
              </>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** What a product is, in one line under its name. */
function FactsLine({ product }: { product: ProductHome['product'] }) {
  const t = useText();
  const may = useMay();
  const { pid, stage, role, ownerName, activation, createdAt, demonstration } = product;
  return (
    <div className={styles.line}>
      <Ident value={pid} />
      <ActivationTag product={product} />
      {demonstration && <StateTag tone="waiting" icon="camera" text={t('products.demonstration')} />}
      {may('listReleases', role) && (
        <TextLink to="/products/$pid/firmware" params={{ pid }}>
          {t('firmware.title')}
        </TextLink>
      )}
      {activation && may('getApplication') && (
        <TextLink to="/applications/$id" params={{ id: activation.applicationId }}>
          {t('manage.column.sample')}
        </TextLink>
      )}
      <span>{t(`products.stages.${stage}`)}</span>
      <span>{role === 'owner' ? t('products.roles.owner') : `${t(`products.roles.${role}`)} · ${ownerName}`}</span>
      <span>
        {t('products.createdAt')} <TimeText at={createdAt} />
      </span>
    </div>
  );
}
