import type { TextKey } from '../../i18n/catalogue.ts';
import type { zhCN } from '../texts/zh-CN.ts';

type Entry = { to: OperatorTarget; text: TextKey<typeof zhCN> };
export type OperatorTarget = '/operator/regions' | '/password';

/** The side menu of those who run the platform. */
export const operatorMenu: readonly { title: TextKey<typeof zhCN>; entries: readonly Entry[] }[] = [
  {
    title: 'operator.menu.platform',
    entries: [{ to: '/operator/regions', text: 'operator.regions.title' }],
  },
  {
    title: 'frame.personal',
    entries: [{ to: '/password', text: 'frame.password' }],
  },
];
