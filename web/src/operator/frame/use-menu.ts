import type { Menu } from '../../desk/frame/menu.ts';
import { useText } from '../texts/index.ts';

/** The side menu of those who run the platform. */
export function useMenu(): Menu {
  const t = useText();
  return [
    {
      title: t('operator.menu.platform'),
      entries: [
        { to: '/tasks', text: t('tasks.title') },
        { to: '/regions', text: t('operator.regions.title') },
        { to: '/audit', text: t('audit.title') },
      ],
    },
    {
      title: t('operatorSales.menu'),
      entries: [
        { to: '/products', text: t('operatorProducts.title') },
        { to: '/plans', text: t('operatorPlans.title') },
        { to: '/services', text: t('operatorServices.title') },
        { to: '/agreements', text: t('operatorAgreements.title') },
        { to: '/requests', text: t('operatorRequests.title') },
        { to: '/contact', text: t('operatorContact.title') },
      ],
    },
    {
      title: t('operatorMoney.menu'),
      entries: [
        { to: '/makers', text: t('makers.title') },
        { to: '/owners', text: t('owners.title') },
        { to: '/orders', text: t('soldOrders.title') },
        { to: '/statements', text: t('settlements.title') },
        { to: '/collections', text: t('collections.title') },
        { to: '/ledger', text: t('ledger.title') },
      ],
    },
    { title: t('frame.personal'), entries: [{ to: '/security', text: t('security.title') }] },
  ];
}
