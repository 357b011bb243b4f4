import { isRefusal, type Pid, products } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { issue } from '../../device-certificates/testing.ts';
import { type ControlRig, startControl } from '../testing/control.ts';
import { refused, refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
let pid: Pid;
let client: Awaited<ReturnType<typeof maker>>;
const maker = async (name: string) => (await rig.maker(name)).client(products);
beforeAll(async () => {
  rig = await startControl({});
  client = await maker('factory');
  ({ pid } = await client.createProduct({ body: { name: 'camera' } }));
});
afterAll(() => rig[Symbol.asyncDispose]());

const authority = async (name: string) => (await issue({ subject: `CN=${name}`, isAuthority: true })).cert;
const add = (certificate: string) => client.addDeviceAuthority({ params: { pid }, body: { certificate } });
const list = async () => (await client.listDeviceAuthorities({ params: { pid } })).items;
const known = (region: 'cn' | 'eu') => rig.regions[region].products.get(pid)?.deviceAuthorities ?? [];
const told = (n: number) =>
  vi.waitFor(() => expect([known('cn'), known('eu')].map(({ length }) => length)).toEqual([n, n]), 10_000);

test('an authority is listed, told to every region, recorded, and removed again with all of that', async () => {
  const certificate = await authority('Maker root');
  const added = await add(certificate);
  expect(added).toMatchObject({ subject: 'CN=Maker root', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(await list()).toEqual([added]);
  await told(1);
  expect(known('cn')[0]?.replace(/\s/g, '')).toBe(certificate.replace(/\s/g, ''));
  expect(await add(certificate)).toEqual(added); // the same again is the same
  const params = { pid, fingerprint: added.fingerprint };
  expect(await client.removeDeviceAuthority({ params })).toEqual({});
  expect(await refusedCode(client.removeDeviceAuthority({ params }))).toBe('not_found');
  expect(await list()).toEqual([]);
  await told(0);
  const acts = await rig.context.db
    .selectFrom('audit')
    .select(['action', 'subject'])
    .where('subject', '=', pid)
    .where('action', 'like', 'device_authority.%')
    .execute();
  expect(acts.map(({ action }) => action)).toEqual(['device_authority.added', 'device_authority.removed']);
});

test('what may not vouch for units is refused with the reason, and nothing of it is kept', async () => {
  const { key, cert } = await issue({ subject: 'CN=x', isAuthority: true });
  for (const [text, reason] of [
    [cert + key, 'private_key'],
    ['nothing', 'malformed'],
    [(await issue({ subject: 'CN=x' })).cert, 'not_authority'],
  ] as const)
    expect(await refused(add(text))).toMatchObject({ code: 'device_authority_refused', params: { reason } });
  expect(await list()).toEqual([]);
});

test('a product has five at most, also when they come at once, and one that is removed makes room', async () => {
  const certificates = await Promise.all(Array.from({ length: 7 }, (_, n) => authority(`line ${n}`)));
  const answers = await Promise.all(certificates.map((one) => refusedCode(add(one))));
  expect(answers.filter((code) => code === 'device_authorities_full')).toHaveLength(2);
  const items = await list();
  expect(items).toHaveLength(5);
  await client.removeDeviceAuthority({ params: { pid, fingerprint: items[0]?.fingerprint ?? '' } });
  expect(isRefusal(await add(await authority('line 8')))).toBe(false);
});

test('another maker’s product with the same authority is no concern of it', async () => {
  const certificate = await authority('Shared');
  const other = await maker('rival');
  const { pid: theirs } = await other.createProduct({ body: { name: 'rival' } });
  const { fingerprint } = await other.addDeviceAuthority({ params: { pid: theirs }, body: { certificate } });
  expect(await refusedCode(client.removeDeviceAuthority({ params: { pid: theirs, fingerprint } }))).toBe('not_found');
  expect((await list()).some((one) => one.fingerprint === fingerprint)).toBe(false);
  expect((await other.listDeviceAuthorities({ params: { pid: theirs } })).items).toHaveLength(1);
});
