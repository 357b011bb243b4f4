import { certificates, operatorSales, type Pid, products } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { activateProduct } from '../testing/activate.ts';
import { authoriseIn } from '../testing/authorise.ts';
import { certifyProduct } from '../testing/certify.ts';
import { type ControlRig, type RigMaker, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
let maker: RigMaker;
let operator: Awaited<ReturnType<ControlRig['operator']>>;
beforeAll(async () => {
  rig = await startControl();
  maker = await rig.maker('lens');
  operator = await rig.operator();
});
afterAll(() => rig[Symbol.asyncDispose]());

const newProduct = async (name: string): Promise<Pid> =>
  (await maker.client(products).createProduct({ body: { name } })).pid;

/** Activated, with a certificate. */
async function certified(name: string): Promise<Pid> {
  const pid = await newProduct(name);
  await certifyProduct(rig, pid, await activateProduct(rig, maker, pid));
  return pid;
}

const put = (pid: Pid, isListed: boolean, who = maker) =>
  who.client(certificates).putListing({ params: { pid }, body: { isListed } });
const leftOut = async (pid: Pid) => (await maker.client(certificates).getListing({ params: { pid } })).leftOut;
const anyone = () => rig.browser({ origin: null });
const find = async (search: string) =>
  (await anyone().client(certificates).listCertified({ query: { search } })).items.map(
    ({ productName }) => productName,
  );
const page = async (query = '') => await anyone().fetch(`/certified?lang=en${query}`);

test('while nobody agreed there is nothing to find, and the page says what would stand there', async () => {
  await certified('never listed');
  expect(await find('never listed')).toEqual([]);
  const html = await (await page()).text();
  expect(html).toContain('No maker has listed a product yet');
  expect(html).not.toContain('never listed');
});

test('agreed to, a product is found by name, company or PID with its newest certificate; taken back, it is gone at once', async () => {
  const pid = await certified('SC002 <b>卡片机</b> 100%');
  expect(await put(pid, true)).toMatchObject({
    listedAt: expect.any(String),
    leftOut: null,
    companyName: maker.session.account.name,
  });
  for (const search of ['sc002 <B>', '100%', maker.session.account.name, pid.slice(0, 6)])
    expect(await find(search)).toEqual(['SC002 <b>卡片机</b> 100%']);
  expect(await find('100_')).toEqual([]);
  expect(await find(pid.slice(1, 8))).toEqual([]);
  const { items } = await anyone().client(certificates).listCertified({ query: {} });
  expect(items).toMatchObject([{ firmware: '2.3.0', rules: 15, service: 'video-cloud-storage' }]);
  const html = await (await page('&search=SC002')).text();
  expect(html).toContain(`<a href="${items[0]?.pageUrl}">SC002 &#60;b&#62;`);
  await put(pid, false);
  expect(await find('SC002')).toEqual([]);
  const none = await (await page('&search=%3Cscript%3E')).text();
  expect(none).toContain('No product matches “&#60;script&#62;”');
});

test('search engines may keep the list and the certificate of what is listed, and nothing of what is not', async () => {
  const pid = await certified('indexed');
  await put(pid, true);
  const [item] = (
    await anyone()
      .client(certificates)
      .listCertified({ query: { search: pid } })
  ).items;
  const path = new URL(item?.pageUrl ?? '').pathname;
  const robots = async (at: string) => {
    const answer = await anyone().fetch(at);
    return [answer.headers.get('x-robots-tag'), (await answer.text()).includes('noindex')];
  };
  expect(await robots('/certified')).toEqual([null, false]);
  expect(await robots(path)).toEqual([null, false]);
  await put(pid, false);
  expect(await robots(path)).toEqual(['noindex, nofollow, noarchive', true]);
});

test('only what is activated, not suspended and certified is found; the maker is told why one is left out', async () => {
  const early = await newProduct('early');
  await put(early, true);
  expect([await leftOut(early), await find('early')]).toEqual(['not_activated', []]);
  await certifyProduct(rig, early, await activateProduct(rig, maker, early));
  expect([await leftOut(early), await find('early')]).toEqual([null, ['early']]);
  await operator.client(operatorSales).suspendSale({ params: { pid: early }, body: { reason: 'x' } });
  expect([await leftOut(early), await find('early')]).toEqual(['suspended', []]);
  await operator.client(operatorSales).liftSuspension({ params: { pid: early } });
  expect([await leftOut(early), await find('early')]).toEqual(['revoked', []]);

  const bare = await newProduct('bare');
  const id = await activateProduct(rig, maker, bare);
  await rig.context.db.updateTable('application').set({ certificate: null }).where('id', '=', id).execute();
  await put(bare, true);
  expect([await leftOut(bare), await find('bare')]).toEqual(['no_certificate', []]);

  const shown = await certified('by a browser');
  await put(shown, true);
  await rig.context.db.updateTable('activation').set({ sample: 'browser' }).where('pid', '=', shown).execute();
  expect([await leftOut(shown), await find('by a browser')]).toEqual(['demonstration', []]);
});

test('is decided by those who sell in the account that owns it, and by nobody else', async () => {
  const pid = await certified('ours');
  const friend = await rig.maker('friend');
  await authoriseIn(maker, friend, pid, 'administrator');
  expect(await refusedCode(put(pid, true, friend))).toBe('not_allowed');
  expect((await friend.client(certificates).getListing({ params: { pid } })).listedAt).toBeNull();
  const stranger = await rig.maker('stranger');
  expect(await refusedCode(put(pid, true, stranger))).toBe('not_found');
  expect(await find('ours')).toEqual([]);
});

test('an account that is called by a mail address or a phone number lists nothing until its company has a name; taking back needs none', async () => {
  const pid = await certified('unnamed');
  const { id, name } = maker.session.account;
  const call = (as: string) => rig.context.db.updateTable('account').set({ name: as }).where('id', '=', id).execute();
  try {
    for (const name of ['li.lei@example.com', '+8613800138000']) {
      await call(name);
      expect(await refusedCode(put(pid, true))).toBe('company_unnamed');
    }
    expect(await find('unnamed')).toEqual([]);
    expect(await put(pid, false)).toMatchObject({ listedAt: null });
  } finally {
    await call(name);
  }
  expect(await put(pid, true)).toMatchObject({ listedAt: expect.any(String) });
});

test('each change is written down once, with the name that became public', async () => {
  const pid = await certified('audited');
  for (const isListed of [true, true, false, false]) await put(pid, isListed);
  const trail = await rig.context.db
    .selectFrom('audit')
    .select(['action', 'details'])
    .where('subject', '=', pid)
    .where('action', 'in', ['product.listed', 'product.unlisted'])
    .orderBy('id')
    .execute();
  expect(trail).toEqual([
    { action: 'product.listed', details: { companyName: maker.session.account.name } },
    { action: 'product.unlisted', details: null },
  ]);
});

test('pages follow each other without loss or repetition, also where many were listed at one time', async () => {
  const pids = [];
  for (let n = 0; n < 5; n++) pids.push(await certified(`paged ${n}`));
  await rig.context.db
    .insertInto('product_listing')
    .values(pids.map((pid) => ({ pid, listed_at: new Date(0) })))
    .execute();
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await anyone()
      .client(certificates)
      .listCertified({ query: { search: 'paged', limit: 2, cursor } });
    seen.push(...items.map(({ productName }) => productName));
    cursor = next ?? undefined;
    const last = pids[Number(items.at(-1)?.productName.at(-1))];
    if (last) await put(last, false); // where a page ended the next one begins, also once that is taken back
  } while (cursor);
  expect(seen.sort()).toEqual([0, 1, 2, 3, 4].map((n) => `paged ${n}`));
  expect(
    (
      await anyone()
        .client(certificates)
        .listCertified({ query: { cursor: 'made up' } })
    ).items,
  ).toEqual([]);
});
