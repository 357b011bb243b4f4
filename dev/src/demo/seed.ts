import { fetchSend } from '@kaitong/client';
import { app, type Client, control, createClient, Pid, ProblemError } from '@kaitong/contract';
import { cast, demoRegions, type Role } from './cast.ts';
import { cookieSend } from './session.ts';
import type { DemoState } from './state.ts';

type Control = Client<typeof control>;

/** What is said of a key or a product that a database does not know. */
const NOT_THERE: ReadonlySet<string> = new Set(['not_signed_in', 'not_found', 'not_allowed']);

/**
 * Sets the demonstration up through the public API, like people would: accounts, agreement, products, licences, owners
 * and testers. Whatever is there already is left as it is, so an interrupted start goes on where it was.
 */
export async function seedDemo(url: string, state: DemoState, save: () => void): Promise<void> {
  if (await isSetUp(url, state)) return;
  // Passwords of strangers are hashed one after the other; whoever comes meanwhile is put off.
  const maker = await signInOrRegister(url, state.maker, 'Kaitong 演示厂商');
  const stranger = await signInOrRegister(url, state.stranger, '另一家厂商');
  const owners: [region: string, owner: Client<typeof app>][] = [];
  for (const region of demoRegions) owners.push([region, await signUpOwner(`${url}/${region}`, state.owners[region])]);
  await agree(maker);
  if (state.apiKey === null) {
    state.apiKey = (await maker.createApiKey({ body: { name: 'demo.json' } })).key;
    save();
  }
  const cameras = cast.map(async (role) => {
    if (state.cameras[role.behaviour]) return;
    state.cameras[role.behaviour] = await makeCamera(role.account === 'maker' ? maker : stranger, role);
    save();
  });
  const testers = owners.map(async ([region, owner]) => {
    if (state.testers.includes(region)) return;
    const { code } = await owner.createTesterCode({});
    await maker.linkTester({ body: { code } });
    state.testers.push(region);
    save();
  });
  await Promise.all([...cameras, ...testers]);
}

/** Whether all was made by an earlier start and is still there: a database may have been brought back to a time before. */
async function isSetUp(url: string, state: DemoState): Promise<boolean> {
  const { apiKey, cameras, testers } = state;
  if (apiKey === null || !cast.every(({ behaviour }) => cameras[behaviour])) return false;
  if (!demoRegions.every((region) => testers.includes(region))) return false;
  const maker = createClient(control, fetchSend(url, { headers: { authorization: `Bearer ${apiKey}` } }));
  const own = cast.flatMap(({ behaviour, account }) => (account === 'maker' ? (cameras[behaviour] ?? []) : []));
  try {
    await Promise.all(own.map(({ pid }) => maker.getProduct({ params: { pid: Pid.parse(pid) } })));
    return true;
  } catch (error) {
    if (error instanceof ProblemError && NOT_THERE.has(error.problem.code)) return false;
    throw error;
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
