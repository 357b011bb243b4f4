import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { SilentRegions } from '../../desk/parts/SilentRegions.tsx';
import { titleOf } from '../../desk/words/title-of.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './Firmware.module.css';
import { Release } from './Release.tsx';

const route = getRouteApi('/signed-in/personal/products/$pid/firmware');

/** Firmware of a product: what was released, how far it is, and how units fare with it. */
export function FirmwarePage() {
  const t = useText();
  const { pid } = route.useParams();
  const home = useQuery(queries.productHome(pid));
  const name = home.data?.product.name ?? pid;
  return (
    <Page
      title={titleOf(name, t('firmware.title'))}
      short={t('firmware.title')}
      crumbs={[
        { text: t('menu.products'), link: { to: '/products', search: {} } },
        { text: name, link: { to: '/products/$pid', params: { pid } } },
      ]}
    >
      <Loaded query={home}>{({ product }) => <Releases pid={pid} role={product.role} />}</Loaded>
    </Page>
  );
}

function Releases({ pid, role }: { pid: string; role: Parameters<typeof Release>[0]['role'] }) {
  const t = useText();
  return (
    <Loaded query={useQuery(queries.releases(pid))}>
      {({ items, unreachable }) => (
        <>
          <SilentRegions regions={unreachable} say={(regions) => t('firmware.unreachable', { regions })} />
          {items.length === 0 && (
            <Panel>
              <EmptyState picture="download" title={t('firmware.empty')} text={t('firmware.emptyText')}>
                <code className={styles.command}>{commands(pid)}</code>
              </EmptyState>
            </Panel>
          )}
          {items.map((release) => (
            <Release key={release.id} pid={pid} role={role} release={release} />
          ))}
        </>
      )}
    </Loaded>
  );
}

/** From a key to the first share of the fleet. */
const commands = (pid: string): string =>
  [
    'openssl genpkey -algorithm ed25519 -out maker.pem',
    'openssl pkey -in maker.pem -pubout -out maker.pub',
    `npx kaitong firmware key ${pid} maker.pub`,
    `npx kaitong firmware sign camera.bin --key maker.pem --pid ${pid} --firmware 2.4.0`,
    'npx kaitong firmware release camera.bin --notes-zh "…" --notes-en "…"',
    `npx kaitong firmware rollout ${pid} 2.4.0`,
  ].join('\n');
