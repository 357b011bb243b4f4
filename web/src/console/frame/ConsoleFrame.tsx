import type { RoledOperation } from '@kaitong/contract';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useCallback } from 'react';
import { Frame } from '../../desk/frame/Frame.tsx';
import type { Menu, MenuEntry } from '../../desk/frame/menu.ts';
import * as draw from '../../desk/frame/menu-drawings.ts';
import type { Concerned } from '../../desk/frame/use-account-events.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { FindButton } from '../find/FindButton.tsx';
import { Bell } from '../notices/Bell.tsx';
import { SpaceSwitch } from '../team/SpaceSwitch.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { useTellStage } from '../use-tell-stage.ts';
import { helpAt } from './help-at.ts';

const CONCERNED: Concerned = {
  'applications.changed': [['applications'], ['application'], ['product']],
  'products.changed': [['products'], ['product']],
  'devices.changed': [['devices'], ['product']],
  'services.changed': [['services'], ['service-orders']],
  'testers.changed': [['testers'], ['devices']],
  'soaks.changed': [['soaks'], ['soak']],
  'sales.changed': [['service-items'], ['service-item'], ['plans'], ['coupons'], ['product']],
  'billing.changed': [['billing'], ['statements'], ['product']],
  'requests.changed': [['requests']],
  'notices.changed': [['notices']],
  'webhooks.changed': [['webhooks']],
  'team.changed': [['session'], ['members'], ['invitations'], ['authorisations'], ['company'], ['products']],
};

/** Around every page of a signed-in maker. */
export function ConsoleFrame() {
  const t = useText();
  useTellStage('signed-in');
  const menu = useMenu();
  const navigate = useNavigate();
  const [language] = useLanguage();
  const help = useRouterState({ select: ({ location }) => helpAt(location.pathname, language) });
  const leave = useCallback(() => navigate({ to: '/sign-in', search: {} }), [navigate]);
  const links = [
    { to: '/market', text: t('menu.market') },
    { to: '/my/services', text: t('menu.myServices') },
    { to: '/my/orders', text: t('menu.myOrders') },
  ] as const;
  const tools = (
    <>
      <FindButton />
      <Bell />
    </>
  );
  return (
    <Frame
      {...{ menu, links }}
      help={help}
      tools={tools}
      concerned={CONCERNED}
      onSignedOut={leave}
      space={SpaceSwitch}
    />
  );
}

function useMenu(): Menu {
  const t = useText();
  const may = useMay();
  const where = (operation: RoledOperation, entry: MenuEntry): MenuEntry[] => (may(operation) ? [entry] : []);
  return [
    {
      title: t('frame.personal'),
      entries: [
        { to: '/my/services', text: t('menu.myServices'), drawing: draw.cloud },
        { to: '/my/orders', text: t('menu.myOrders'), drawing: draw.receipt },
        { to: '/security', text: t('security.title'), drawing: draw.shield },
        { to: '/team', text: t('team.title'), drawing: draw.people },
        { to: '/company', text: t('company.title'), drawing: draw.building },
        ...where('listAudit', { to: '/audit', text: t('audit.title'), drawing: draw.trail }),
      ],
    },
    {
      title: t('menu.related'),
      entries: [
        { to: '/billing', text: t('billing.title'), drawing: draw.chart },
        { to: '/contracts', text: t('contracts.title'), drawing: draw.contract },
        { to: '/payout-channel', text: t('payout.title'), drawing: draw.wallet },
        { to: '/coupons', text: t('coupons.title'), drawing: draw.coupon },
        { to: '/prepaid', text: t('prepaid.title'), drawing: draw.coins },
      ],
    },
    {
      title: t('menu.assets'),
      entries: [
        { to: '/products', text: t('menu.products'), drawing: draw.box },
        ...where('listDevices', { to: '/devices', text: t('menu.devices'), drawing: draw.camera }),
        ...where('listTesters', { to: '/testers', text: t('menu.testers'), drawing: draw.flask }),
        ...where('listApiKeys', { to: '/keys', text: t('menu.apiKeys'), drawing: draw.key }),
        ...where('listWebhooks', { to: '/webhooks', text: t('webhooks.title'), drawing: draw.link }),
      ],
    },
  ];
}
