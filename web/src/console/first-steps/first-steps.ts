import type { Application, Product, RoledOperation, ServiceItem } from '@kaitong/contract';

/** From an account to a product that is sold, in the order in which each needs the one before. */
export const FIRST_STEPS = ['agreement', 'product', 'licence', 'pair', 'wave', 'sell'] as const;
export type FirstStep = (typeof FIRST_STEPS)[number];

/** Which operation does a step. A sample is paired in the owners' app: here its devices are only looked at. */
export const STEP_DOES: Readonly<Record<FirstStep, RoledOperation>> = {
  agreement: 'createServiceOrder',
  product: 'createProduct',
  licence: 'issueLicences',
  pair: 'listDevices',
  wave: 'createApplication',
  sell: 'releaseProduct',
};

/** What the account has, as its lists say; those that a role may not read are empty. */
export type Standing = {
  agreed: boolean;
  products: readonly Pick<Product, 'licences'>[];
  devices: readonly { deviceId: string }[];
  approved: readonly Pick<Application, 'id'>[];
  items: readonly Pick<ServiceItem, 'stage' | 'sale'>[];
};

/** Which steps are done. An activated product says that all before it are, also where its sample has left since. */
export function doneSteps({ agreed, products, devices, approved, items }: Standing): ReadonlySet<FirstStep> {
  const isActivated = approved.length > 0 || items.length > 0;
  const done: Record<FirstStep, boolean> = {
    agreement: agreed,
    product: products.length > 0,
    licence: isActivated || products.some(({ licences }) => licences > 0),
    pair: isActivated || devices.length > 0,
    wave: isActivated,
    sell: items.some(({ stage, sale }) => stage === 'released' && sale.state === 'on_sale'),
  };
  return new Set(FIRST_STEPS.filter((step) => done[step]));
}
