import {
  type AccountEvent,
  LANGUAGES,
  operatorSales,
  type Pid,
  PlanId,
  products,
  Region,
  sales,
  services,
} from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCOUNT_NEWS, accountName } from '../../control/accounts/tell-account.ts';
import { catchUpRegions } from '../../control/regions/catch-up.ts';
import { storeContactRequest } from '../../control/sales/store-contact-request.ts';
import { keepAwaited } from '../../store/awaited-news.ts';
import { activateProduct } from '../testing/activate.ts';
import { type ControlRig, type RigMaker, startControl } from '../testing/control.ts';
import { refused, refusedCode } from '../testing/refused.ts';
import type { RegionHandlers } from '../testing/region-peer.ts';

let rig: ControlRig;
let maker: RigMaker;
let operator: Awaited<ReturnType<ControlRig['operator']>>;
/** What the owners’ region was told of a request. */
const heard = Promise.withResolvers<{ requestId: string; state: string }>();
beforeAll(async () => {
  const changeContactRequest: RegionHandlers['changeContactRequest'] = async (_caller, { params, body }) => {
    heard.resolve({ ...params, ...body });
    return { refused: null };
  };
  rig = await startControl({ answers: { cn: {}, eu: { changeContactRequest } } });
  maker = await rig.maker('seller');
  operator = await rig.operator();
  await catchUpRegions(rig.context);
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

const by = () => operator.client(operatorSales);
const [cn, eu] = [Region.parse('cn'), Region.parse('eu')];
const fen = (amount: number) => ({ amount, currency: 'CNY' as const });
const cents = (amount: number) => ({ amount, currency: 'USD' as const });
const euros = (amount: number) => ({ amount, currency: 'EUR' as const });
const PRICES = [
  { region: cn, price: fen(1200), usDollar: null },
  { region: eu, price: euros(399), usDollar: cents(400) },
];
const PLAN = { kind: 'event', retentionDays: 7, period: 'month', default: false, prices: PRICES } as const;
const createPlan = (change: object = {}) => by().createPlan({ body: { ...PLAN, ...change } as never });

/** Resolves once a region has what control says it should. */
async function told(region: 'cn' | 'eu'): Promise<NonNullable<ReturnType<ControlRig['regions']['cn']['catalogue']>>> {
  for (;;) {
    const next = rig.regions[region].told();
    const { version } = await rig.context.db.selectFrom('catalogue').select('version').executeTakeFirstOrThrow();
    const catalogue = rig.regions[region].catalogue();
    if (catalogue && catalogue.version >= version) return catalogue;
    await next;
  }
}

/** Opens a page of the account. @returns what resolves once it is told to read this again */
async function openPage({ session }: RigMaker, type: AccountEvent['type']): Promise<() => Promise<void>> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = rig.context.notifications.on(ACCOUNT_NEWS, (payload) => {
    if (payload === `${session.account.id} ${type}`) resolve();
  });
  const leave = await keepAwaited(rig.context, [accountName(session.account.id)]);
  return () => promise.finally(leave).finally(stop);
}

describe('plans', () => {
  test('are there from the first start, and regions know them with their own prices', async () => {
    const { items } = await by().listOperatorPlans({});
    expect(items.filter((plan) => plan.default)).toHaveLength(10);
    const [first] = (await told('eu')).plans;
    expect(first).toEqual({
      id: 'plevent7month0000000',
      kind: 'event',
      retentionDays: 7,
      keptBytes: 1e9,
      period: 'month',
      price: euros(299),
      usDollar: cents(299),
    });
    expect((await told('cn')).plans[0]).toMatchObject({ price: fen(990), usDollar: null });
    expect((await told('cn')).defaults).toHaveLength(10);
  });

  test('that are created, priced anew and withdrawn reach the regions each time with a higher version', async () => {
    const before = await told('cn');
    const { id } = await createPlan();
    const created = await told('cn');
    expect(created.version).toBeGreaterThan(before.version);
    expect(created.plans.find((plan) => plan.id === id)).toMatchObject({ price: fen(1200) });
    expect(created.defaults).not.toContain(id);
    const params = { planId: id };
    const prices = [{ region: cn, price: fen(1500), usDollar: null }];
    expect(await by().changePlan({ params, body: { prices } })).toMatchObject({ prices, default: false });
    expect((await told('cn')).plans.find((plan) => plan.id === id)).toMatchObject({ price: fen(1500) });
    expect((await told('eu')).plans.some((plan) => plan.id === id)).toBe(false);
    expect((await by().changePlan({ params, body: { withdrawn: true } })).withdrawnAt).not.toBeNull();
    expect((await told('cn')).plans.some((plan) => plan.id === id)).toBe(false);
    expect((await by().listOperatorPlans({})).items.at(-1)).toMatchObject({ id });
    const changes = await rig.context.db
      .selectFrom('audit')
      .select(['action', 'details'])
      .where('subject', '=', id)
      .orderBy('id')
      .execute();
    expect(changes.map(({ action }) => action)).toEqual(['plan.created', 'plan.changed', 'plan.changed']);
    expect(changes[1]?.details).toMatchObject({ before: { prices: PRICES } });
  });

  test('count the products that sell them, chosen or as a default', async () => {
    const { pid } = await maker.client(products).createProduct({ body: { name: 'counted' } });
    await activateProduct(rig, maker, pid);
    const { id } = await createPlan();
    const counts = async () =>
      Object.fromEntries((await by().listOperatorPlans({})).items.map((plan) => [plan.id, plan.products]));
    const before = await counts();
    expect(before[id]).toBe(0);
    await maker.client(sales).choosePlans({ params: { pid }, body: { planIds: [id] } });
    const after = await counts();
    expect(after[id]).toBe(1);
    expect(after.plevent7month0000000).toBe((before.plevent7month0000000 ?? 0) - 1);
    await by().changePlan({ params: { planId: id }, body: { withdrawn: true } });
    const [item] = (await maker.client(sales).listServiceItems({ query: { search: pid } })).items;
    expect(item).toMatchObject({ plans: [], plansChosen: true });
  });

  test('that some region cannot charge for are refused with that region', async () => {
    const incomplete = async (change: object) => {
      const problem = await refused(createPlan(change));
      return [problem?.code, problem?.params.region, problem?.params.currency];
    };
    const [inCn, inEu] = PRICES as [(typeof PRICES)[0], (typeof PRICES)[0]];
    expect(await incomplete({ default: true, prices: [inCn] })).toEqual(['price_incomplete', 'eu', 'EUR']);
    expect(await incomplete({ prices: [{ ...inEu, usDollar: null }] })).toEqual(['price_incomplete', 'eu', 'EUR']);
    expect(await incomplete({ prices: [{ ...inEu, usDollar: euros(1) }] })).toEqual(['price_incomplete', 'eu', 'EUR']);
    expect(await incomplete({ prices: [{ ...inCn, price: euros(1) }] })).toEqual(['price_incomplete', 'cn', 'CNY']);
    const { id } = await createPlan({ prices: [inCn] });
    const makeDefault = by().changePlan({ params: { planId: id }, body: { default: true } });
    expect(await refusedCode(makeDefault)).toBe('price_incomplete');
    const wrong: [object, string][] = [
      [{ prices: [inCn, inCn] }, 'prices.1.region'],
      [{ prices: [{ ...inCn, region: 'mars' }] }, 'prices.0.region'],
      [{ prices: [{ ...inCn, usDollar: cents(1) }] }, 'prices.0.usDollar'],
      [{ prices: [{ ...inCn, price: fen(0) }] }, 'prices.0.price.amount'],
    ];
    for (const [change, path] of wrong) {
      const problem = await refused(createPlan(change));
      expect(problem, path).toMatchObject({ code: 'input_invalid', fields: [{ path }] });
    }
    const unknown = PlanId.parse('pl000000000000000000');
    expect(await refusedCode(by().changePlan({ params: { planId: unknown }, body: {} }))).toBe('not_found');
  });
});

describe('the catalogue', () => {
  test('waits for a region that is away, shows that it lags, and arrives when the region is back', async () => {
    await told('eu');
    await rig.regions.eu.goAway();
    await by().putContact({ body: { name: '客户经理', phone: '400-000-0000', email: '', note: '' } });
    expect((await told('cn')).contact).toMatchObject({ name: '客户经理' });
    const lagging = () =>
      rig.context.db
        .selectFrom('catalogue_publication')
        .innerJoin('catalogue', (join) => join.onTrue())
        .select('region')
        .where((where) => where('confirmed_version', '<', where.ref('catalogue.version')))
        .execute();
    expect(await lagging()).toContainEqual({ region: 'eu' });
    await rig.regions.eu.comeBack();
    expect((await told('eu')).contact).toMatchObject({ name: '客户经理' });
    expect(await by().getContact({})).toMatchObject({ phone: '400-000-0000' });
  });

  test('of a control that was restored from a backup overtakes what the region knows', async () => {
    await told('cn');
    await sql`UPDATE catalogue SET version = 1`.execute(rig.context.db);
    await sql`UPDATE catalogue_publication SET confirmed_version = 1`.execute(rig.context.db);
    const known = rig.regions.cn.catalogue()?.version ?? 0;
    await by().putContact({ body: { name: 'restored', phone: '', email: '', note: '' } });
    while (rig.regions.cn.catalogue()?.contact.name !== 'restored') await rig.regions.cn.told();
    expect(rig.regions.cn.catalogue()?.version).toBeGreaterThan(known);
  });

  test('gives a region that is new here every plan at its price in US dollars', async () => {
    const client = rig.context.regions.get(cn);
    if (!client) throw new Error('cn is missing');
    const mars = Region.parse('mars');
    const context = { ...rig.context, regions: new Map([...rig.context.regions, [mars, client]]) };
    await catchUpRegions(context);
    await catchUpRegions(context);
    const { db } = rig.context;
    const setting = await db.selectFrom('region_setting').selectAll().where('region', '=', mars).execute();
    expect(setting).toEqual([{ region: 'mars', currency: 'USD', mainland: false, segment_seconds: 10 }]);
    const price = await db
      .selectFrom('plan_price')
      .select(['amount', 'currency', 'us_dollar'])
      .where('region', '=', mars)
      .where('plan_id', '=', PlanId.parse('plevent7month0000000'))
      .execute();
    expect(price).toEqual([{ amount: 299, currency: 'USD', us_dollar: 299 }]);
    await catchUpRegions(rig.context);
  });
});

test('a service’s badge is changed, and an unlisted one is seen only by whoever holds it', async () => {
  const serviceId = 'video-cloud-storage' as const;
  const holder = await rig.maker('holder');
  const body = { serviceId, agreementVersion: '2019-04-10' };
  await holder.client(services).createServiceOrder({ body });
  await by().changeService({ params: { serviceId }, body: { hot: true, listed: false } });
  expect((await by().listServiceCatalogue({})).items[0]).toMatchObject({ id: serviceId, hot: true, listed: false });
  const shown = async (who: RigMaker) =>
    (await who.client(services).listServices({ query: {} })).items.map(({ id, hot }) => [id, hot]);
  expect(await shown(holder)).toContainEqual([serviceId, true]);
  expect(await shown(maker)).toEqual([['ipc-streaming', true]]);
  expect(await refusedCode(maker.client(services).createServiceOrder({ body }))).toBe('service_unavailable');
  await by().changeService({ params: { serviceId }, body: { listed: true } });
  expect(await shown(maker)).toContainEqual([serviceId, true]);
});

describe('an agreement version', () => {
  const version = '2027-01-01';
  const params = { serviceId: 'video-cloud-storage', version } as const;
  const text = (title: string) => ({ title, chapters: [{ title: 'I', paragraphs: ['12 %'] }] });
  const draft = (sharePercent: number) =>
    by().draftAgreement({
      params,
      body: { sharePercent, texts: { 'zh-CN': text('协议'), en: text('Agreement') } },
    });

  test('is written as often as wanted, shown to nobody, and then published for good', async () => {
    const reader = await rig.maker('reader');
    const older = { serviceId: 'video-cloud-storage', agreementVersion: '2019-04-10' } as const;
    await reader.client(services).createServiceOrder({ body: older });
    await draft(11);
    expect(await draft(12)).toMatchObject({ version, state: 'draft', sharePercent: 12, makers: 0 });
    const read = (query: object) =>
      reader.client(services).getAgreement({ params: { serviceId: 'video-cloud-storage' }, query });
    expect(await refusedCode(read({ version }))).toBe('not_found');
    expect((await read({})).version).toBe('2019-04-10');
    expect((await by().getAgreementVersion({ params })).texts.en).toEqual(text('Agreement'));
    expect((await by().listAgreementVersions({})).items[0]).toMatchObject({ version, state: 'draft' });

    const publish = () => by().publishAgreement({ params });
    const today = rig.clock.now().toISOString().slice(0, 10);
    expect(await publish()).toMatchObject({ state: 'current', updatedOn: today });
    expect(await refusedCode(publish())).toBe('agreement_published');
    expect(await refusedCode(draft(13))).toBe('agreement_published');
    expect(await refusedCode(by().publishAgreement({ params: { ...params, version: 'none' } }))).toBe('not_found');
    expect(await read({ language: 'en' })).toMatchObject({
      version,
      title: 'Agreement',
      updatedOn: today,
      sharePercent: 12,
    });
    const camera = (await reader.client(services).listServices({ query: { category: 'camera' } })).items[0];
    expect(camera?.agreement?.version).toBe('2019-04-10'); // in force until the maker agrees to the new one
    const items = (await by().listAgreementVersions({})).items;
    expect(items.map(({ version, state }) => [version, state])).toEqual([
      [version, 'current'],
      ['2019-04-10', 'past'],
    ]);
    await reader.client(services).createServiceOrder({ body: { ...older, agreementVersion: version } });
    expect((await by().listAgreementVersions({})).items[0]?.makers).toBe(1);
  });

  test('is deleted while it is a draft, with its texts and on record, and its name is free again', async () => {
    const dropped = { ...params, version: 'dropped' };
    const texts = { 'zh-CN': text('协议'), en: text('Agreement') };
    const write = (sharePercent: number) => by().draftAgreement({ params: dropped, body: { sharePercent, texts } });
    const drop = (version = 'dropped') => by().deleteAgreementDraft({ params: { ...params, version } });
    await write(9);
    await drop();
    expect(await refusedCode(by().getAgreementVersion({ params: dropped }))).toBe('not_found');
    expect(await refusedCode(drop())).toBe('not_found');
    const { db } = rig.context;
    expect(await db.selectFrom('agreement').selectAll().where('version', '=', 'dropped').execute()).toEqual([]);
    expect(
      await db
        .selectFrom('audit')
        .select(['subject', 'details'])
        .where('action', '=', 'agreement.draft_deleted')
        .execute(),
    ).toEqual([{ subject: 'dropped', details: { serviceId: params.serviceId, sharePercent: 9 } }]);
    expect(await write(10)).toMatchObject({ state: 'draft', sharePercent: 10 });
    // Published and deleted at the same moment, it is either one or the other.
    const publish = refusedCode(by().publishAgreement({ params: dropped }));
    expect(await Promise.all([publish, refusedCode(drop())])).toBeOneOf([
      [undefined, 'agreement_published'],
      ['not_found', undefined],
    ]);
    for (const { version, state } of (await by().listAgreementVersions({})).items)
      if (state !== 'draft') expect(await refusedCode(drop(version))).toBe('agreement_published');
  });

  test('is one service’s: the same version of another service is neither shown nor published with it', async () => {
    const mine = { ...params, version: 'shared' };
    const others = { ...mine, serviceId: 'ipc-streaming' } as const;
    const { db } = rig.context;
    const rest = { updated_on: '2026-01-01', share_percent: 7, state: 'draft', published_at: null } as const;
    await db
      .insertInto('agreement_version')
      .values({ service_id: others.serviceId, version: others.version, ...rest })
      .execute();
    await db
      .insertInto('agreement')
      .values(LANGUAGES.map((language) => ({ service_id: others.serviceId, version: 'shared', language, ...OTHERS })))
      .execute();
    const texts = { 'zh-CN': text('协议'), en: text('Agreement') };
    await by().draftAgreement({ params: mine, body: { sharePercent: 8, texts } });
    expect(await by().getAgreementVersion({ params: mine })).toMatchObject({ sharePercent: 8, texts });
    expect((await by().getAgreementVersion({ params: others })).texts.en.title).toBe(OTHERS.title);
    expect(await by().publishAgreement({ params: others })).toMatchObject({ ...others, state: 'current' });
    expect((await by().getAgreementVersion({ params: mine })).state).toBe('draft');
  });
});

describe('requests', () => {
  const ask = (message: string) =>
    maker.client(sales).createPrepaidRequest({ body: { contactName: 'Wang', contact: 'w@example.com', message } });

  test('of owners and makers stand on one list, once each, and move forwards only', async () => {
    const { id } = await ask('prepaid, please');
    const report = {
      type: 'contact.requested',
      requestId: 'rq1',
      ownerName: 'Li',
      contact: '138',
      deviceId: '6c498a7ef85bd838ffkgxb',
      pid: 'u3l4pfwkoa0twmgg',
      message: 'my trial has expired',
      at: rig.clock.now().toISOString(),
    } as never;
    for (let times = 0; times < 2; times++)
      await rig.context.db.transaction().execute((trx) => storeContactRequest(trx, eu, report));
    const list = (query: object) => by().listContactRequestsForOperator({ query });
    const { items } = await list({});
    expect(items.map(({ topic, region, from, account }) => [topic, region, from, account?.name])).toEqual([
      ['expired', 'eu', 'Li', undefined],
      ['prepaid', null, 'Wang', 'seller'],
    ]);
    expect((await list({ topic: 'prepaid' })).items).toMatchObject([{ id }]);
    const page = await list({ limit: 1 });
    expect((await list({ limit: 1, cursor: page.next ?? '' })).items).toMatchObject([{ id }]);
    const move = (body: { state: 'sent' | 'in_contact' | 'closed'; answer?: string }) =>
      by().changeContactRequest({ params: { id }, body });
    const heardOfRequest = await openPage(maker, 'requests.changed');
    expect(await move({ state: 'in_contact', answer: 'called' })).toMatchObject({ answer: 'called' });
    await heardOfRequest();
    expect(await refusedCode(move({ state: 'sent' }))).toBe('contact_state_backwards');
    expect(await move({ state: 'closed' })).toMatchObject({ state: 'closed', answer: 'called' });
    expect((await list({ state: 'sent' })).items).toHaveLength(1);
    const owners = items[0]?.id ?? '';
    await by().changeContactRequest({ params: { id: owners }, body: { state: 'in_contact' } });
    expect(await heard.promise).toEqual({ requestId: 'rq1', state: 'in_contact' });
    const looks = await rig.context.db.selectFrom('audit').select('id').where('action', '=', 'contact-requests.seen');
    expect(await looks.execute()).not.toEqual([]);
  });
});

test('activated products of all makers are found, suspended and set free', async () => {
  const other = await rig.maker('another-maker');
  const { pid } = await other.client(products).createProduct({ body: { name: 'of another maker' } });
  const params = { pid };
  const suspend = () => by().suspendSale({ params, body: { reason: 'x' } });
  expect(await refusedCode(suspend())).toBe('product_not_activated');
  expect(await refusedCode(by().suspendSale({ params: { pid: 'x'.repeat(16) as never }, body: { reason: 'x' } }))).toBe(
    'not_found',
  );
  await activateProduct(rig, other, pid);
  const found = async (search: string) => (await by().listActivatedProducts({ query: { search } })).items;
  const onSale = { state: 'on_sale', reason: null };
  expect(await found('ANOTHER')).toMatchObject([{ pid, accountName: 'another-maker', sale: onSale }]);
  expect((await found(pid.toUpperCase()))[0]?.pid).toBe(pid);
  const heardOfSale = await openPage(other, 'sales.changed');
  await suspend();
  await heardOfSale();
  expect((await found(pid))[0]?.sale).toMatchObject({ state: 'suspended', reason: 'x' });
  const suspended = (query: object) => by().listActivatedProducts({ query: { sale: 'suspended', ...query } });
  expect((await suspended({})).items.map((one) => one.pid)).toEqual([pid]);
  await by().liftSuspension({ params });
  await by().liftSuspension({ params });
  expect((await found(pid))[0]?.sale.state).toBe('on_sale');
  expect((await suspended({})).items).toEqual([]);
});

test('a suspended product is found after its activation was undone, and set free', async () => {
  const other = await rig.maker('undoing-maker');
  const made: Pid[] = [];
  for (const name of ['kept', 'undone', 'never suspended', 'never activated']) {
    const { pid } = await other.client(products).createProduct({ body: { name } });
    if (name !== 'never activated') await activateProduct(rig, other, pid);
    made.push(pid);
  }
  const [kept, undone, forgotten] = made as [Pid, Pid, Pid];
  await by().suspendSale({ params: { pid: undone }, body: { reason: '投诉较多' } });
  for (const pid of [undone, forgotten])
    await other.client(sales).undoActivation({ params: { pid }, body: { reason: 'x' } });
  const query = { search: 'undoing-maker' };
  const { items } = await by().listActivatedProducts({ query });
  expect(items).toMatchObject([
    { pid: undone, activatedAt: null, sale: { state: 'suspended', reason: '投诉较多' } },
    { pid: kept, sale: { state: 'on_sale' } },
  ]);
  const first = await by().listActivatedProducts({ query: { ...query, limit: 1 } });
  expect(first.items).toMatchObject([{ pid: undone }]);
  expect((await by().listActivatedProducts({ query: { ...query, cursor: first.next ?? '' } })).items).toEqual([
    items[1],
  ]);
  await by().liftSuspension({ params: { pid: undone } });
  expect((await by().listActivatedProducts({ query })).items).toEqual([items[1]]);
  await activateProduct(rig, other, undone);
  expect((await other.client(sales).getServiceItem({ params: { pid: undone } })).sale.state).toBe('on_sale');
});

const OTHERS = {
  title: 'of another service',
  chapters: JSON.stringify([{ title: 'I', paragraphs: ['7 %'] }]) as never,
};
const agreement = { serviceId: 'video-cloud-storage', version: '2019-04-10' } as const;
test('only the operator’s administrators change anything, and only operators read', async () => {
  const changes = (who: { client: RigMaker['client'] }) => {
    const client = who.client(operatorSales);
    const pid = 'x'.repeat(16) as never;
    return [
      client.createPlan({ body: PLAN as never }),
      client.changePlan({
        params: { planId: PlanId.parse(PlanId.parse('plevent7month0000000')) },
        body: { withdrawn: true },
      }),
      client.changeService({ params: { serviceId: 'video-cloud-storage' }, body: { listed: false } }),
      client.draftAgreement({
        params: { ...agreement, version: 'x' },
        body: { sharePercent: 100, texts: DRAFT },
      }),
      client.publishAgreement({ params: { ...agreement, version: 'x' } }),
      client.deleteAgreementDraft({ params: { ...agreement, version: 'x' } }),
      client.changeContactRequest({ params: { id: 'x' }, body: { state: 'closed' } }),
      client.putContact({ body: { name: '', phone: '', email: '', note: '' } }),
      client.suspendSale({ params: { pid }, body: { reason: 'x' } }),
      client.liftSuspension({ params: { pid } }),
    ];
  };
  const reads = (who: { client: RigMaker['client'] }) => {
    const client = who.client(operatorSales);
    return [
      client.listOperatorPlans({}),
      client.listServiceCatalogue({}),
      client.listAgreementVersions({}),
      client.getAgreementVersion({ params: agreement }),
      client.listContactRequestsForOperator({ query: {} }),
      client.getContact({}),
      client.listActivatedProducts({ query: {} }),
    ];
  };
  const refusals = (calls: Promise<unknown>[]) => Promise.all(calls.map(refusedCode));
  for (const codes of [await refusals(changes(maker)), await refusals(reads(maker))])
    expect(new Set(codes)).toEqual(new Set(['not_allowed']));
  const viewer = await rig.maker('operators-viewer');
  const { db } = rig.context;
  await db.updateTable('account').set({ kind: 'operator' }).where('id', '=', viewer.session.account.id).execute();
  await db.updateTable('member').set({ role: 'viewer' }).where('user_id', '=', viewer.session.user.id).execute();
  expect(new Set(await refusals(changes(viewer)))).toEqual(new Set(['not_allowed']));
  expect(new Set(await refusals(reads(viewer)))).toEqual(new Set([undefined]));
});
const DRAFT = {
  'zh-CN': { title: 'x', chapters: [{ title: 'x', paragraphs: ['x'] }] },
  en: { title: 'x', chapters: [{ title: 'x', paragraphs: ['x'] }] },
};
