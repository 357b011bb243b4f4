import { type AccountId, Pid, products, services } from '@kaitong/contract';
import type { ControlRig } from '../../../http/testing/control.ts';

export type Seller = Awaited<ReturnType<typeof openSeller>>;

/** A maker with the agreement in force and a product. */
export async function openSeller(rig: ControlRig, name: string) {
  const maker = await rig.maker(name);
  const body = { serviceId: 'video-cloud-storage', agreementVersion: '2019-04-10' } as const;
  await maker.client(services).createServiceOrder({ body });
  const product = await maker.client(products).createProduct({ body: { name: '卡片机' } });
  const accountId: AccountId = maker.session.account.id as AccountId;
  return { maker, accountId, pid: Pid.parse(product.pid) };
}
