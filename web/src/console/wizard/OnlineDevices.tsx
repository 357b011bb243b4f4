import { useInfiniteQuery } from '@tanstack/react-query';
import { useKnownProducts } from '../products/use-known-products.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './OnlineDevices.module.css';
import { inPickOrder } from './pick-order.ts';

const SHOWN = 6;

/** Devices that are online now, of products without the service: to pick instead of typing. Nothing where there is none. */
export function OnlineDevices({ onPick }: { onPick: (deviceId: string) => void }) {
  const t = useText();
  const devices = useInfiniteQuery(queries.devices({ only: 'to_verify' }));
  const known = useKnownProducts();
  // Without it the list is in another order, and no worse than that.
  const tried = useInfiniteQuery(queries.applications({}));
  if (!devices.data || !known || tried.isPending) return null;
  const ready = devices.data.pages.flatMap(({ items }) => items);
  const fit = inPickOrder(ready, tried.data?.pages.flatMap(({ items }) => items) ?? []).slice(0, SHOWN);
  if (fit.length === 0) return null;
  return (
    <section className={styles.devices}>
      <h2>{t('wizard.pick')}</h2>
      <ul>
        {fit.map(({ deviceId, pid, firmware }) => (
          <li key={deviceId}>
            <button type="button" onClick={() => onPick(deviceId)}>
              <span className={styles.id}>{deviceId}</span>
              <span>{known.get(pid)?.name ?? pid}</span>
              {firmware && <span>{firmware}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
