import type { Found } from '@kaitong/contract';
import { useCallback } from 'react';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { useText } from '../texts/index.ts';
import type { Hit } from './hits.ts';

/** What the server found, in words, with the page on which it stands. */
export function useHit(): (found: Found) => Hit {
  const t = useText();
  const regionNames = useRegionNames();
  return useCallback(
    (found) => {
      const kind = t(`find.kinds.${found.kind}`);
      switch (found.kind) {
        case 'product':
          return {
            ...{ key: `product ${found.pid}`, icon: 'camera', kind, name: found.name, more: found.pid },
            link: { to: '/products/$pid', params: { pid: found.pid } },
          };
        case 'device':
          return {
            ...{ key: `device ${found.deviceId}`, icon: 'camera', kind, name: found.deviceId },
            more: `${found.productName} · ${regionNames([found.region])} · UUID ${found.uuid}`,
            link: { to: '/devices/$deviceId', params: { deviceId: found.deviceId } },
          };
        case 'licence':
          return {
            ...{ key: `licence ${found.uuid}`, icon: 'receipt', kind, name: found.uuid, more: found.productName },
            link: { to: '/products/$pid', params: { pid: found.pid } },
          };
        case 'application':
          return {
            ...{ key: `application ${found.id}`, icon: 'film', kind, name: found.deviceId },
            more: `${t(`states.${found.state}`)} · ${found.createdAt.slice(0, 10)}`,
            link: { to: '/applications/$id', params: { id: found.id } },
          };
        case 'order':
          return {
            ...{ key: `order ${found.orderId}`, icon: 'receipt', kind, name: found.orderId },
            more: `${found.productName} · ${found.paidAt.slice(0, 10)}`,
            link: { to: '/billing', search: { tab: 'orders', pid: found.pid } },
          };
        case 'service_order':
          return {
            ...{ key: `service ${found.id}`, icon: 'receipt', kind, name: found.id },
            more: found.createdAt.slice(0, 10),
            link: { to: '/my/orders' },
          };
      }
    },
    [t, regionNames],
  );
}
