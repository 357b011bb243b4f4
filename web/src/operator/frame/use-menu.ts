import type { Menu } from '../../desk/frame/menu.ts';
import * as draw from '../../desk/frame/menu-drawings.ts';
import { useText } from '../texts/index.ts';

/** The side menu of those who run the platform. */
export function useMenu(): Menu {
  const t = useText();
  return [
    {
      title: t('operator.menu.platform'),
      entries: [
        { to: '/tasks', text: t('tasks.title'), drawing: draw.tasks },
        { to: '/regions', text: t('operator.regions.title'), drawing: draw.globe },
        { to: '/audit', text: t('audit.title'), drawing: draw.trail },
      ],
    },
    {
      title: t('operatorSales.menu'),
      entries: [
        { to: '/products', text: t('operatorProducts.title'), drawing: draw.box },
        { to: '/plans', text: t('operatorPlans.title'), drawing: draw.tag },
        { to: '/services', text: t('operatorServices.title'), drawing: draw.cloud },
        { to: '/agreements', text: t('operatorAgreements.title'), drawing: draw.contract },
        { to: '/requests', text: t('operatorRequests.title'), drawing: draw.letter },
        { to: '/contact', text: t('operatorContact.title'), drawing: draw.phone },
      ],
    },
    {
      title: t('operatorMoney.menu'),
      entries: [
        { to: '/makers', text: t('makers.title'), drawing: draw.building },
        { to: '/owners', text: t('owners.title'), drawing: draw.person },
        { to: '/orders', text: t('soldOrders.title'), drawing: draw.receipt },
        { to: '/statements', text: t('settlements.title'), drawing: draw.chart },
        { to: '/collections', text: t('collections.title'), drawing: draw.coins },
        { to: '/ledger', text: t('ledger.title'), drawing: draw.book },
      ],
    },
    { title: t('frame.personal'), entries: [{ to: '/security', text: t('security.title'), drawing: draw.shield }] },
  ];
}
