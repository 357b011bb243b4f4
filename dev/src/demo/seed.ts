import { app, type Client, control, createClient, Pid, ProblemError } from '@kaitong/contract';
import { cast, demoRegions, type Role } from './cast.ts';
import { cookieSend } from './session.ts';
import type { DemoState } from './state.ts';

type Control = Client<typeof control>;

/**
 * Sets the demonstration up through the public API, like people would: accounts, agreement, products, licences, owners
 * and testers. Whatever is there already is left as it is, so an interrupted start goes on where it was.
 */
export async function seedDemo(url: string, state: DemoState, save: () => void): Promise<void> {
  const maker = await signInOrRegister(url, state.maker, 'Kaitong 演示厂商');
  const stranger = await signInOrRegister(url, state.stranger, '另一家厂商');
  await agree(maker);
  if (state.apiKey === null) {
    state.apiKey = (await maker.createApiKey({ body: { name: 'demo.json' } })).key;
    save();
  }
  for (const role of cast) {
    if (state.cameras[role.behaviour]) continue;
    state.cameras[role.behaviour] = await makeCamera(role.account === 'maker' ? maker : stranger, role);
    save();
  }
  for (const region of demoRegions) {
    const owner = await signUpOwner(`${url}/${region}`, state.owners[region]);
    if (state.testers.includes(region)) continue;
    const { code } = await owner.createTesterCode({});
    await maker.linkTester({ body: { code } });
    state.testers.push(region);
    save();
  }
}

/**
 * The operator's account, by the link that makes the first one, and whom the app tells owners to contact. Where somebody
 * has made an operator already, with a password of their own, there is nothing to do.
 */
export async function seedOperator(url: string, sign: Sign, setUpLink: string | undefined): Promise<void> {
  if (setUpLink === undefined) return;
  const operator = createClient(control, cookieSend(url));
  const token = new URL(setUpLink).searchParams.get('token') ?? '';
  await operator.setUp({ body: { token, ...sign } });
  const contact = { name: '演示平台 客户经理', phone: '400-000-0000', email: sign.login, note: '工作日 9:00–18:00' };
  await operator.putContact({ body: contact });
}

async function makeCamera(account: Control, role: Role): Promise<DemoState['cameras'][string]> {
  const { items } = await account.listProducts({ query: { search: role.product } });
  const known = items.find((product) => product.name === role.product && product.role === 'owner');
  const { pid } = known ?? (await account.createProduct({ body: { name: role.product } }));
  const { licences } = await account.issueLicences({ params: { pid: Pid.parse(pid) }, body: { count: 1 } });
  const [licence] = licences;
  if (!licence) throw new Error('no licence was issued');
  return { pid, ...licence };
}

async function agree(maker: Control): Promise<void> {
  const { items } = await maker.listServices({ query: { category: 'camera' } });
  if (items.some((service) => service.id === 'video-cloud-storage' && service.agreement !== null)) return;
  const serviceId = 'video-cloud-storage' as const;
  const { version } = await maker.getAgreement({ params: { serviceId }, query: {} });
  await maker.createServiceOrder({ body: { serviceId, agreementVersion: version } });
}

type Sign = { login: string; password: string };

async function signInOrRegister(url: string, { login, password }: Sign, accountName: string): Promise<Control> {
  const client = createClient(control, cookieSend(url));
  await unlessExists(client.register({ body: { login, password, accountName } }), () =>
    client.signIn({ body: { login, password } }),
  );
  return client;
}

async function signUpOwner(url: string, sign: Sign | undefined): Promise<Client<typeof app>> {
  if (!sign) throw new Error(`no owner for ${url}`);
  const client = createClient(app, cookieSend(url));
  await unlessExists(client.signUp({ body: { ...sign, name: '演示用户' } }), () => client.signIn({ body: sign }));
  return client;
}

async function unlessExists(first: Promise<unknown>, otherwise: () => Promise<unknown>): Promise<void> {
  try {
    await first;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'account_exists') throw error;
    await otherwise();
  }
}
