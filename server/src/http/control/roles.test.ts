// Who may do what: every role on every operation, out of the contract; allowed is what `roleTable` says and nothing else.
import {
  accounts,
  control,
  mayCall,
  mayOn,
  type Pid,
  products,
  Role,
  type RoledOperation,
  roleTable,
  team,
} from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authoriseIn } from '../testing/authorise.ts';
import type { Browser } from '../testing/browser.ts';
import { type ControlRig, type RigMaker, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

const ROLES = Role.options;
const names = Object.keys(control) as (keyof typeof control)[];
const roled = names.filter((name) => ['maker', 'operator'].includes(control[name].caller)) as RoledOperation[];
/** Served beside the contract; they go by the same table, and are tried with files in backup.test.ts. */
const FILES = ['makeBackup', 'verifyBackup'];
type Operation = keyof typeof control;
/** Ends the key that it comes with, and a browser comes with none: tried with keys in terminals.test.ts. */
const BY_KEY = 'revokeOwnKey';

let rig: ControlRig;
let owner: RigMaker;
const members = { maker: new Map<Role, Browser>(), operator: new Map<Role, Browser>() };
const removed: Browser[] = [];
/** Whose devices a region was asked for the last time. */
let lookedAt: string[] = [];

beforeAll(async () => {
  rig = await startControl({
    answers: {
      cn: {
        async listProductDevices(_caller, { body }) {
          lookedAt = body.pids;
          return { items: [] };
        },
      },
      eu: {},
    },
  });
  owner = await rig.maker('company');
  const operator = await rig.operator();
  for (const role of ROLES) {
    members.maker.set(role, await join(`maker-${role}`, owner, role));
    members.operator.set(role, await join(`operator-${role}`, operator, role));
  }
  const left = await join('removed', owner, 'administrator');
  removed.push(left);
  await rig.context.db.deleteFrom('member').where('user_id', '=', left.session.user.id).execute();
});
afterAll(() => rig[Symbol.asyncDispose]());

async function join(name: string, { session }: Pick<RigMaker, 'session'>, role: Role): Promise<RigMaker> {
  const made = await rig.maker(name);
  await rig.context.db
    .updateTable('member')
    .set({ account_id: session.account.id, role })
    .where('user_id', '=', made.session.user.id)
    .execute();
  return made;
}

/** Called with nothing that it asks for: what is allowed says what is missing, and does hardly anything. */
async function knock(browser: Browser, name: Operation): Promise<string> {
  const { method, path } = control[name];
  const response = await browser.fetch(path.replace(/:\w+/g, 'x'), {
    method,
    ...(method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: '{}' }),
  });
  const answer = (await response.json()) as { code?: string };
  return response.ok ? 'done' : (answer.code ?? String(response.status));
}

test('every operation for people with an account has a line in the table, and every line an operation', () => {
  expect(Object.keys(roleTable).sort()).toEqual([...roled, ...FILES].sort());
});

test('what has no line, nobody may', () => {
  for (const role of ROLES)
    for (const name of ['toString', 'register', 'madeUp']) expect(mayCall(name, role)).toBe(false);
});

describe.each(ROLES)('%s', (role) => {
  test.each(roled.filter((name) => name !== BY_KEY) as Operation[])(
    '%s is done for whom the table names',
    async (name) => {
      const browser = members[control[name].caller as 'maker' | 'operator'].get(role);
      if (!browser) throw new Error(`nobody is ${role}`);
      expect((await knock(browser, name)) !== 'not_allowed').toBe(mayCall(name, role));
    },
  );
});

test.each(roled as Operation[])('%s knows nobody who is not signed in, or is a member no more', async (name) => {
  const answers = await Promise.all([rig.browser(), ...removed].map((browser) => knock(browser, name)));
  expect(answers).toEqual(answers.map(() => 'not_signed_in'));
});

test.each(roled.filter((name) => control[name as Operation].caller === 'operator') as Operation[])(
  '%s is for those who run the platform, whatever a maker is in their account',
  async (name) => {
    const answers = await Promise.all([...members.maker.values()].map((browser) => knock(browser, name)));
    expect(answers).toEqual(answers.map(() => 'not_allowed'));
  },
);

describe('on a product of another account', () => {
  const given = new Map<Role, RigMaker>();
  let stranger: RigMaker;
  /** Invited to everything, and has not said yes. */
  let invited: RigMaker;
  let pid: Pid;
  beforeAll(async () => {
    ({ pid } = await owner.client(products).createProduct({ body: { name: 'x' } }));
    stranger = await rig.maker('stranger');
    invited = await rig.maker('invited');
    const wish = { login: invited.login, role: 'administrator' } as const;
    await owner.client(team).createInvitation({ body: wish });
    await owner.client(team).createInvitation({ body: { ...wish, pids: [pid] } });
    for (const role of ROLES) {
      const friend = await rig.maker(`friend-${role}`);
      await authoriseIn(owner, friend, pid, role);
      given.set(role, friend);
    }
  });

  /** What is asked beside the PID: right in form, and changing nothing of a product that is not activated. */
  const BODIES: Partial<Record<Operation, object>> = {
    issueLicences: { count: 1 },
    revokeLicences: { uuids: ['b'.repeat(20)] },
    addDeviceAuthority: { certificate: 'none' },
    addFirmwareKey: { publicKey: 'none' },
    createRelease: {
      manifest: { pid: 'a'.repeat(16), version: '9.0', bytes: 1, sha256: '0'.repeat(64), takesBack: null },
      signature: '0'.repeat(128),
      notes: { 'zh-CN': 'x', en: 'x' },
    },
    moveRelease: { move: 'offer' },
    choosePlans: { planIds: null },
    putListing: { isListed: false },
    stopSale: {},
    undoActivation: { reason: 'x' },
  };
  const onPid = (roled as Operation[]).filter(
    (name) => control[name].caller === 'maker' && (/:pid\b/.test(control[name].path) || name === 'listDevices'),
  );

  async function ask(browser: Browser, name: Operation): Promise<string> {
    const { method, path } = control[name];
    const address = path.replace(':pid', pid).replace(/:\w+/g, 'f'.repeat(64));
    const response = await browser.fetch(method === 'GET' ? `${address}?pid=${pid}` : address, {
      method,
      ...(method === 'GET' || method === 'DELETE'
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(BODIES[name] ?? {}) }),
    });
    return response.ok ? 'done' : ((await response.json()) as { code: string }).code;
  }

  test.each(onPid)('%s is done for accounts with a role that the table names', async (name) => {
    const answers = await Promise.all(ROLES.map(async (role) => [role, await ask(given.get(role) ?? stranger, name)]));
    const allowed = answers.filter(([, answer]) => answer !== 'not_allowed').map(([role]) => role);
    expect(allowed).toEqual(ROLES.filter((role) => mayOn(name as RoledOperation, role)));
    // What is asked wrongly is told before who asks is looked at, and would show nothing of the role.
    expect(answers.filter(([, answer]) => answer === 'input_invalid')).toEqual([]);
    expect([await ask(stranger, name), await ask(invited, name)]).toEqual(['not_found', 'not_found']);
  });

  test('whoever is invited is in the account only once they have accepted', async () => {
    const { account, spaces } = await invited.client(accounts).getSession({});
    expect(spaces.map(({ id }) => id)).toEqual([account.id]);
    const { id: accountId } = owner.session.account;
    expect(await refusedCode(invited.client(team).chooseSpace({ body: { accountId } }))).toBe('not_found');
    expect((await invited.client(products).listProducts({ query: {} })).items).toEqual([]);
  });

  test('a member with a small role does no more there than at home, whatever the account was given', async () => {
    const account = given.get('administrator');
    if (!account) throw new Error('nobody is administrator');
    for (const role of ROLES) {
      const member = await join(`small-${role}`, account, role);
      const allowed: string[] = [];
      for (const name of onPid) if ((await ask(member, name)) !== 'not_allowed') allowed.push(name);
      const due = onPid.filter((name) => mayCall(name, role) && mayOn(name as RoledOperation, 'administrator'));
      expect(allowed, role).toEqual(due);
    }
  });

  test('the devices of all products leave out those on which the role reaches none', async () => {
    for (const [role, friend] of given) {
      const { items } = await friend.client(products).listProducts({ query: {} });
      expect(items.map((product) => [product.pid, product.role])).toEqual([[pid, role]]);
    }
    const asked: string[] = [];
    for (const [role, friend] of given) {
      lookedAt = [];
      await friend.client(products).listDevices({ query: {} });
      if (lookedAt.includes(pid)) asked.push(role);
    }
    expect(asked).toEqual(ROLES.filter((role) => mayOn('listDevices', role)));
  });
});
