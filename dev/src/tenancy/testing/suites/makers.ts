// Every operation of the console's API, tried by everybody whom it does not belong to.
import { control, mayOn, Role, type RoledOperation, rolesGiven } from '@kaitong/contract';
import { beforeAll, expect, test } from 'vitest';
import type { RunningRig } from '../../../activation/testing/rig.ts';
import { type Credentials, call, judge, unknownTo } from '../call.ts';
import { bearer, type Cast, deviceToken, planeCredentials, takeStock } from '../cast.ts';
import { WHO } from '../columns.ts';
import { reachingIn, rules } from '../control-rules.ts';
import { openPlace } from '../place.ts';

const names = Object.keys(control) as (keyof typeof control)[];
const signedIn = names.filter((name) => control[name].caller !== 'public');

let rig: RunningRig;
let cast: Cast;
let stock: object;
let marks: string[];
let wrong: Record<string, Credentials>;
beforeAll(async () => {
  ({ rig, cast } = await openPlace());
  stock = await takeStock(cast);
  const { maker, application, keyId, testerId, orderId } = cast;
  marks = [maker.login, maker.accountId, cast.pid, application.id, keyId, testerId, orderId, cast.owner.login];
  wrong = await gatherWrong();
});

test('every operation of the console’s API says how everybody else is answered', () => {
  expect(Object.keys(rules).sort()).toEqual([...names].sort());
});

/** Tried on a product where the role is one of several things that are missing. */
const WANTING = ['enableMotionDetection', 'removeDeviceAuthority', 'removeFirmwareKey'];
const REFUSED = ['not_allowed', 'not_found', 'pid_not_in_account'];

test('what accounts with a role on a product get is what the table of roles says', () => {
  for (const name of signedIn) {
    const operation = name as RoledOperation;
    for (const role of Role.options)
      if (rolesGiven(operation).length > 0 && !mayOn(operation, role))
        expect(REFUSED, name).toContain(rules[name][role]);
    if (!isTriedOnGiven(name) || WANTING.includes(name)) continue;
    for (const role of rolesGiven(operation)) expect(REFUSED, `${name} ${role}`).not.toContain(rules[name][role]);
  }
});
/** What would change the product is tried on one that nobody has a role on: server/src/http/control/roles.test.ts has it. */
const isTriedOnGiven = (name: keyof typeof control): boolean =>
  rolesGiven(name as RoledOperation).length > 0 &&
  !JSON.stringify(rules[name].input(cast)).includes(cast.running.unit.pid);

test.each(names)('%s gives others nothing of the account', async (name) => {
  const { input, marks: own, ...expected } = rules[name];
  // Whoever needs no credentials is anybody; signing out with some would end the stranger's session.
  const isOpen = control[name].caller === 'public';
  const answers = await Promise.all(
    WHO.filter((who) => !isOpen || who === 'stranger').map(async (who) => {
      const answer = await call(rig.url, control[name], input(cast), isOpen ? {} : cast.makers[who]);
      return [who, judge(answer, own?.(cast) ?? marks)];
    }),
  );
  expect(expected).toMatchObject(Object.fromEntries(answers));
});

// Operators' calls go the same way, and are refused to everybody else before.
const making = names.filter((name) => control[name].method === 'POST' && control[name].caller === 'maker');

test.each(making)('%s that comes again under its Idempotency-Key is answered as it was', async (name) => {
  const headers = { ...cast.makers.stranger, 'idempotency-key': `${name} once`.replace(' ', '-') };
  const ask = () => call(rig.url, control[name], rules[name].input(cast), headers);
  const [first, second] = [await ask(), await ask()];
  expect([first.isRepeated, second.isRepeated]).toEqual([false, true]);
  expect({ ...second, isRepeated: false }).toEqual(first);
});

test.each(Object.keys(reachingIn) as (keyof typeof reachingIn)[])(
  '%s: the id of a foreign row as cursor says nothing about it',
  async (name) => {
    const { stranger } = cast.makers;
    const answer = await call(rig.url, control[name], reachingIn[name]?.(cast) ?? {}, stranger);
    const madeUp = await call(rig.url, control[name], { query: { cursor: 'madeup0000000000' } }, stranger);
    expect(answer).toEqual(madeUp);
  },
);

test.each(signedIn)('%s refuses whoever is not signed in at the console, whatever they have', async (name) => {
  const answers = await Promise.all(
    Object.values(wrong).map((credentials) => call(rig.url, control[name], rules[name].input(cast), credentials)),
  );
  const codes = answers.map(({ status, code }) => `${status} ${code}`);
  expect(Object.fromEntries(Object.keys(wrong).map((who, n) => [who, codes[n]]))).toEqual(
    Object.fromEntries(Object.entries(wrong).map(([who, credentials]) => [who, unknownTo(credentials)])),
  );
});

async function gatherWrong(): Promise<Record<string, Credentials>> {
  const revoked = await cast.maker.console.createApiKey({ body: { name: 'revoked' } });
  await cast.maker.revokeApiKey({ params: { id: revoked.id } });
  return {
    nothing: {},
    'an owner of a region': cast.owners.self,
    'a device': cast.devices.self,
    'a region': planeCredentials('cn', 'control'),
    control: planeCredentials('control', 'cn'),
    'a revoked key': bearer(revoked.key),
    'a changed key': bearer(`${revoked.key.slice(0, -1)}_`),
    'a token without signature': bearer(unsigned(await deviceToken(cast.running.unit))),
    'no bearer': { authorization: 'Basic bWFrZXI6cGFzc3dvcmQ=' },
    'a changed cookie': {
      ...cast.makers.member,
      cookie: cast.makers.member.cookie?.replace(/=[^;]{4}/g, '=abcd') ?? '',
    },
  };
}

/** `alg: none`, as a forger would try it. */
const unsigned = (token: string): string =>
  `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`;

test('after all that, the account and the owner have what they had', async () => {
  expect(await takeStock(cast)).toEqual(stock);
});
