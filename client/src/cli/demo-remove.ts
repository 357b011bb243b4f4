import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  app,
  type Client,
  control,
  createClient,
  type DemoFile,
  type Language,
  ProblemError,
  type Send,
} from '@kaitong/contract';
import { fetchSend, readJson } from '../fetch-send.ts';
import { agreed, readDemo } from './demo-file.ts';
import { resetProduct } from './demo-reset.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { besideJson, type Output } from './output.ts';
import type { Input } from './repeat-tests.ts';

type Options = { file: string; yes: boolean; json: boolean; language: Language; input: Input | undefined };

/**
 * What `npm start` keeps of the demonstration in the data folder, where the first of them says that it is one: a copy of
 * `demo.json` may lie anywhere, beside a `room` of somebody's. It goes after the others, for whoever must begin again.
 */
const STATE = 'demo-state.json';
const FILES = ['room.json', 'room', STATE];

const MOST_TRIES = 10;

const texts = {
  'zh-CN': {
    what: '将移除演示：',
    logins: '登录账号（改过密码的也会移除）：{logins}',
    owners: '演示用户，连同其摄像机、录像和订单：{logins}',
    products: '演示厂商的产品将撤销开通，设备授权码作废：',
    joined: '有其他成员已加入演示厂商的账号：产品、开通和授权码留给他们，只移除演示登录账号。',
    rest: '其他账号、其他用户和账本不受影响。此操作不能撤销。',
    ask: '按回车继续，按 Ctrl-C 放弃。',
    cancelled: '已取消验证：{product}',
    undone: '已撤销开通：{product}',
    reason: '演示已移除',
    owner: '已注销用户：{login}',
    ownerGone: '用户已不存在，或密码已改，未处理：{login}',
    removed: '已移除登录账号：{logins}',
    gone: '演示的登录账号已不存在，只清理文件。',
    done: '演示已移除。虚拟样机室到平台停止为止是空的。下次请用 npm start -- --no-demo 启动；只用 npm start 会再建一个演示。',
  },
  en: {
    what: 'This removes the demonstration:',
    logins: 'its logins, also where their password was changed: {logins}',
    owners: 'its owners, with their cameras, footage and orders: {logins}',
    products: 'the activations of its maker’s products are undone, their licences revoked:',
    joined:
      'Others have joined the demo maker’s account: products, activations and licences stay with them; only its login goes.',
    rest: 'Other accounts, other owners and the books stay as they are. This cannot be undone.',
    ask: 'Press Enter to go on, Ctrl-C to leave it.',
    cancelled: 'Run cancelled: {product}',
    undone: 'Activation undone: {product}',
    reason: 'the demonstration was removed',
    owner: 'Owner deleted: {login}',
    ownerGone: 'Owner not there, or with another password; left alone: {login}',
    removed: 'Logins removed: {logins}',
    gone: 'The demonstration’s logins are gone already; only its files are cleared away.',
    done: 'The demonstration is removed. Its room stays empty until the platform stops. Start with npm start -- --no-demo from now on: npm start alone makes another one.',
  },
} as const satisfies Record<Language, Record<string, string>>;

/**
 * `kaitong demo remove`: takes the demonstration away while the platform runs, for whoever goes on with it in earnest. It
 * acts as the demonstration's own accounts only. What was interrupted is gone on with when it is called again.
 */
export async function removeDemo({ file, yes, json, language, input }: Options, output: Output): Promise<ExitCode> {
  const people = besideJson(output, json);
  const demo = await readDemo(file);
  const words = texts[language];
  const { url, key } = demo.api;
  const maker = createClient(control, fetchSend(url, { headers: { authorization: `Bearer ${key}` }, repeats: true }));
  const own = await look(maker);
  people.line(words.what);
  people.line(
    `  ${words.logins.replace('{logins}', [demo.console, demo.operator].flatMap((one) => one?.email ?? []).join(', '))}`,
  );
  people.line(`  ${words.owners.replace('{logins}', demo.apps.map(({ email }) => email).join(', '))}`);
  if (own.products.length > 0) people.line(`  ${words.products}`);
  for (const { name, pid } of own.products) people.line(`    ${name}  ${pid}`);
  if (own.isJoined) people.line(words.joined);
  people.line(words.rest);
  if (!yes) await agreed(input, words.ask, people);

  const owners: string[] = [];
  for (const owner of demo.apps) {
    const isGone = await deleteOwner(`${url}/${owner.region}`, owner);
    if (isGone) owners.push(owner.email);
    people.line((isGone ? words.owner : words.ownerGone).replace('{login}', owner.email));
  }
  for (const { name, pid } of own.products) {
    const deviceId = demo.devices.find((device) => device.pid === pid)?.deviceId;
    await resetProduct(maker, { pid, product: name, deviceId }, words, people);
    await revokeLicences(maker, pid);
  }
  const { removed } = own.isThere ? await maker.removeDemonstration({ query: {} }) : { removed: [] };
  if (own.isThere) {
    people.line(words.removed.replace('{logins}', removed.join(', ')));
  } else people.line(words.gone);
  const folder = path.dirname(path.resolve(file));
  if (existsSync(path.join(folder, STATE)))
    for (const name of FILES) await rm(path.join(folder, name), { recursive: true, force: true });
  await rm(file, { force: true });
  people.line(words.done);
  if (json) output.line(JSON.stringify({ logins: removed, owners, products: own.products.map(({ pid }) => pid) }));
  return exitCodes.done;
}

type Product = { pid: DemoFile['devices'][number]['pid']; name: string };

/** What the demo maker has that nobody else does. A key that is unknown is that of a demonstration removed already. */
async function look(
  maker: Client<typeof control>,
): Promise<{ isThere: boolean; isJoined: boolean; products: Product[] }> {
  const members = await maker.listMembers({}).catch((error: unknown) => {
    if (error instanceof ProblemError && error.problem.status === 401) return undefined;
    throw error;
  });
  if (!members) return { isThere: false, isJoined: false, products: [] };
  // What would be refused at the end is refused before anything of it has gone.
  await maker.removeDemonstration({ query: { dryRun: 'true' } });
  if (members.items.length > 1) return { isThere: true, isJoined: true, products: [] };
  const products: Product[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await maker.listProducts({ query: cursor === undefined ? {} : { cursor } });
    products.push(...items.filter(({ role }) => role === 'owner'));
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return { isThere: true, isJoined: false, products };
}

async function revokeLicences(maker: Client<typeof control>, pid: Product['pid']): Promise<void> {
  let cursor: string | undefined;
  do {
    const { items, next } = await maker.listLicences({
      params: { pid },
      query: cursor === undefined ? {} : { cursor },
    });
    const uuids = items.filter(({ revokedAt }) => revokedAt === null).map(({ uuid }) => uuid);
    if (uuids.length > 0) await maker.revokeLicences({ params: { pid }, body: { uuids } });
    cursor = next ?? undefined;
  } while (cursor !== undefined);
}

/** @returns whether it was there under the password that the file tells */
async function deleteOwner(url: string, { email, password }: DemoFile['apps'][number]): Promise<boolean> {
  const owner = createClient(app, signedInSend(url));
  try {
    await owner.signIn({ body: { login: email, password } });
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'sign_in_failed') return false;
    throw error;
  }
  await owner.deleteAccount({ body: { password } });
  return true;
}

/** As a browser does: with the cookies that it was given, from the server's own page. */
function signedInSend(url: string): Send {
  let cookies = '';
  return async ({ method, path: at, body }) => {
    const response = await comingAgain(() =>
      fetch(url + at, {
        method,
        headers: { origin: new URL(url).origin, cookie: cookies, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const given = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    if (given.length > 0) cookies = given.join('; ');
    return { status: response.status, body: await readJson(response) };
  };
}

/** Whoever signs in is put off while the platform hashes other passwords. */
async function comingAgain(request: () => Promise<Response>): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const response = await request();
    const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
    if (response.status !== 503 || Number.isNaN(wait) || tries === MOST_TRIES) return response;
    await response.body?.cancel();
    await sleep(wait * 1000);
  }
}
