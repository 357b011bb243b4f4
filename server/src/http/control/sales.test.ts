import {
  type ApplicationId,
  certificates,
  days,
  type Language,
  operatorSales,
  Pid,
  PlanId,
  problemText,
  products,
  sales,
} from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listServiceItems } from '../../control/sales/list-service-items.ts';
import { activateProduct } from '../testing/activate.ts';
import { authoriseIn } from '../testing/authorise.ts';
import { type ControlRig, type RigMaker, startControl } from '../testing/control.ts';
import { refused, refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
let maker: RigMaker;
let operator: Awaited<ReturnType<ControlRig['operator']>>;
let heard: (() => void)[] = [];
beforeAll(async () => {
  const publicationConfirmed = async () => {
    for (const resolve of heard) resolve();
    heard = [];
  };
  rig = await startControl({ hooks: { publicationConfirmed } });
  maker = await rig.maker('seller');
  operator = await rig.operator();
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

const EVENT_7 = PlanId.parse('plevent7month0000000');
const EVENT_30 = PlanId.parse('plevent30month000000');

async function newProduct(name: string, who = maker): Promise<Pid> {
  const { pid } = await who.client(products).createProduct({ body: { name } });
  return Pid.parse(pid);
}
async function newItem(name: string, who = maker): Promise<{ pid: Pid; applicationId: ApplicationId }> {
  const pid = await newProduct(name, who);
  return { pid, applicationId: await activateProduct(rig, who, pid) };
}
/** What a region knows of a product, once it has its newest state. */
async function published(pid: Pid) {
  const { version } = await rig.context.db
    .selectFrom('product')
    .select('version')
    .where('pid', '=', pid)
    .executeTakeFirstOrThrow();
  while ((rig.regions.cn.products.get(pid)?.version ?? 0) < version)
    await new Promise<void>((resolve) => heard.push(resolve));
  return rig.regions.cn.products.get(pid);
}
const list = async (query: Parameters<ReturnType<typeof clientOf>['listServiceItems']>[0]['query'], who = maker) =>
  (await clientOf(who).listServiceItems({ query })).items.map(({ pid }) => pid);
const clientOf = (who: RigMaker) => who.client(sales);

test('a newly activated product sells the default plans at once, with the prices of this installation’s regions', async () => {
  const { pid, applicationId } = await newItem('卡片机');
  const item = await clientOf(maker).getServiceItem({ params: { pid } });
  expect(item).toMatchObject({
    pid,
    productName: '卡片机',
    stage: 'debug',
    sale: { state: 'on_sale', since: item.activatedAt, reason: null },
    plansChosen: false,
    applicationId,
    firmware: '2.3.0',
    earlierActivations: 0,
    role: 'owner',
    canChange: true,
  });
  expect(item.plans).toHaveLength(10);
  expect(item.plans[0]).toEqual({
    id: EVENT_7,
    kind: 'event',
    retentionDays: 7,
    keptBytes: 1e9,
    period: 'month',
    prices: [
      { region: 'cn', price: { amount: 990, currency: 'CNY' }, usDollar: null },
      { region: 'eu', price: { amount: 299, currency: 'EUR' }, usDollar: { amount: 299, currency: 'USD' } },
    ],
  });
  expect(await published(pid)).toMatchObject({ activated: true, stage: 'debug', onSale: true, planIds: null });
});

describe('service items', () => {
  test('are found by PID, by name and by plan, each page after the other, newest first', async () => {
    const seller = await rig.maker('searching');
    const made: Pid[] = [];
    for (const name of ['Door bell', 'Card camera', 'Door eye', 'Dome']) made.push((await newItem(name, seller)).pid);
    await newProduct('Door that is not activated', seller);
    const [bell, card, eye, dome] = made as [Pid, Pid, Pid, Pid];
    expect(await list({}, seller)).toEqual([dome, eye, card, bell]);
    expect(await list({ search: 'door' }, seller)).toEqual([eye, bell]);
    expect(await list({ search: card.slice(3, 12).toUpperCase() }, seller)).toEqual([card]);
    expect(await list({ search: '%' }, seller)).toEqual([]);
    await clientOf(seller).choosePlans({ params: { pid: eye }, body: { planIds: [EVENT_30] } });
    await clientOf(seller).stopSale({ params: { pid: dome }, body: {} });
    expect(await list({ planId: EVENT_7 }, seller)).toEqual([dome, card, bell]);
    expect(await list({ planId: EVENT_30, search: 'door' }, seller)).toEqual([eye, bell]);
    expect(await list({ sale: 'stopped' }, seller)).toEqual([dome]);
    expect(await list({ sale: 'on_sale', planId: EVENT_7 }, seller)).toEqual([card, bell]);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await clientOf(seller).listServiceItems({ query: { limit: 1, ...(cursor ? { cursor } : {}) } });
      paged.push(...page.items.map(({ pid }) => pid));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(paged).toEqual([dome, eye, card, bell]);
  });

  test('of others are seen and changed by the role that was given, and listed with one’s own', async () => {
    const [factory, reader] = [await rig.maker('factory'), await rig.maker('reader')];
    const { pid } = await newItem('authorised');
    await authoriseIn(maker, factory, pid, 'developer');
    await authoriseIn(maker, reader, pid, 'viewer');
    expect(await clientOf(factory).getServiceItem({ params: { pid } })).toMatchObject({
      role: 'developer',
      canChange: true,
    });
    expect(await clientOf(reader).getServiceItem({ params: { pid } })).toMatchObject({
      role: 'viewer',
      canChange: false,
    });
    expect(await list({}, reader)).toEqual([pid]);
    const choose = (who: RigMaker) =>
      clientOf(who).choosePlans({ params: { pid }, body: { planIds: [EVENT_7, EVENT_30, EVENT_7] } });
    expect(await refusedCode(choose(reader))).toBe('not_allowed');
    expect((await choose(factory)).plans.map(({ id }) => id)).toEqual([EVENT_7, EVENT_30]);
    expect((await published(pid))?.planIds?.toSorted()).toEqual([EVENT_30, EVENT_7].toSorted());
    const stranger = await rig.maker('stranger');
    expect(await refusedCode(choose(stranger))).toBe('not_found');
    expect(await list({ search: pid }, stranger)).toEqual([]);
  });

  test('are read by the account’s indexes, not by reading every product', async () => {
    const seller = await rig.maker('indexed');
    const { pid } = await newItem('the only one', seller);
    await sql`
      INSERT INTO product (pid, account_id, name)
      SELECT lpad(n::text, 16, 'x'), ${maker.session.account.id}, 'one of many' FROM generate_series(1, 20000) n`.execute(
      rig.context.db,
    );
    await sql`ANALYZE product`.execute(rig.context.db);
    const query = { limit: 50, search: 'only', planId: EVENT_7 };
    const caller = { ...seller.session, accountId: seller.session.account.id, role: 'developer' } as never;
    await rig.context.db.transaction().execute(async (trx) => {
      // Planned as outside tests, where the server looks at the values before it keeps a plan.
      await sql`SET LOCAL plan_cache_mode = 'auto'`.execute(trx);
      // What this session has read before and not reported yet is counted with it.
      const countRead = async () => {
        const { rows } = await sql<{ reads: number }>`
          SELECT seq_tup_read AS reads FROM pg_stat_xact_user_tables
          WHERE schemaname = current_schema() AND relname = 'product'`.execute(trx);
        return rows[0]?.reads;
      };
      const before = await countRead();
      const { items } = await listServiceItems({ ...rig.context, db: trx }, caller, { query } as never);
      expect(items.map((item) => item.pid)).toEqual([pid]);
      expect(await countRead()).toBe(before);
    });
  });
});

test('plans that nobody offers cannot be chosen, and no choice at all goes back to the defaults', async () => {
  const { pid } = await newItem('choosing');
  const choose = (planIds: PlanId[] | null) => clientOf(maker).choosePlans({ params: { pid }, body: { planIds } });
  expect(await refusedCode(choose([EVENT_7, PlanId.parse('pl000000000000000000')]))).toBe('plan_not_on_sale');
  expect(await clientOf(maker).getServiceItem({ params: { pid } })).toMatchObject({ plansChosen: false });
  expect(await choose([EVENT_30])).toMatchObject({ plansChosen: true, plans: [{ id: EVENT_30 }] });
  expect((await choose(null)).plans).toHaveLength(10);
  expect(await published(pid)).toMatchObject({ planIds: null });
  const nothing = await newProduct('not activated');
  const body = { planIds: null };
  expect(await refusedCode(clientOf(maker).choosePlans({ params: { pid: nothing }, body }))).toBe(
    'product_not_activated',
  );
  expect(await refusedCode(clientOf(maker).getServiceItem({ params: { pid: nothing } }))).toBe('product_not_activated');
});

test('a maker stops and resumes its sale; the regions hear of it, and stopping twice changes nothing', async () => {
  const { pid } = await newItem('stopping');
  const stop = (reason: string) => clientOf(maker).stopSale({ params: { pid }, body: { reason } });
  const stopped = await stop('固件有问题');
  expect(stopped.sale).toMatchObject({ state: 'stopped', reason: '固件有问题' });
  expect(await stop('another reason')).toEqual({ ...stopped, lagging: expect.anything() });
  expect(await published(pid)).toMatchObject({ activated: true, onSale: false });
  const resumed = await clientOf(maker).resumeSale({ params: { pid } });
  expect(resumed.sale).toMatchObject({ state: 'on_sale', reason: null });
  expect(Date.parse(resumed.sale.since)).toBeGreaterThan(Date.parse(resumed.activatedAt));
  expect(await published(pid)).toMatchObject({ onSale: true });
});

test('what a browser’s camera activated is sold by nobody’s word, and regions never hear otherwise', async () => {
  const { pid } = await maker.client(products).createProduct({ body: { name: '演示', demonstration: true } });
  await activateProduct(rig, maker, pid, 'browser');
  const item = await clientOf(maker).getServiceItem({ params: { pid } });
  expect(item).toMatchObject({
    sample: 'browser',
    sale: { state: 'demonstration', since: item.activatedAt, reason: null },
  });
  expect(await published(pid)).toMatchObject({ activated: true, onSale: false, demonstration: true });
  expect(await refusedCode(clientOf(maker).resumeSale({ params: { pid } }))).toBe('demonstration_not_sold');
  const wayOut = (language: Language) => problemText('demonstration_not_sold', {}, language).remedy;
  expect(wayOut('zh-CN')).toContain('新增产品');
  expect(wayOut('en')).toContain('Add product');
  await clientOf(maker).stopSale({ params: { pid }, body: {} });
  expect(await refusedCode(clientOf(maker).resumeSale({ params: { pid } }))).toBe('demonstration_not_sold');
  expect(await published(pid)).toMatchObject({ activated: true, onSale: false });
  expect(await list({ sale: 'demonstration' })).toEqual([pid]);
  expect(await list({ sale: 'stopped', search: pid })).toEqual([]);
  const by = operator.client(operatorSales);
  await by.suspendSale({ params: { pid }, body: { reason: 'x' } });
  await by.liftSuspension({ params: { pid } });
  expect(await published(pid)).toMatchObject({ onSale: false });
});

test('the operator’s suspension stands above the maker’s word, and revokes the certificate', async () => {
  const { pid, applicationId } = await newItem('suspended');
  const by = operator.client(operatorSales);
  await clientOf(maker).stopSale({ params: { pid }, body: {} });
  await by.suspendSale({ params: { pid }, body: { reason: '投诉较多' } });
  await by.suspendSale({ params: { pid }, body: { reason: 'again' } });
  expect(await clientOf(maker).getServiceItem({ params: { pid } })).toMatchObject({
    sale: { state: 'suspended', reason: '投诉较多' },
  });
  expect(await published(pid)).toMatchObject({ onSale: false, activated: true });
  const problem = async (language: string) => {
    const response = await maker.fetch(`/api/v1/service-items/${pid}/resume`, {
      method: 'POST',
      headers: { 'accept-language': language },
    });
    return (await response.json()) as { title: string; detail: string; code: string };
  };
  expect(await problem('zh-CN')).toMatchObject({ code: 'sale_suspended', detail: expect.stringContaining('投诉较多') });
  expect(await problem('en')).toMatchObject({
    title: 'The platform has suspended sales',
    detail: expect.stringContaining('Reason: 投诉较多.'),
  });
  const revoked = await rig.context.db
    .selectFrom('revoked_certificate')
    .select(['application_id', 'reason'])
    .where('application_id', '=', applicationId)
    .execute();
  expect(revoked).toEqual([{ application_id: applicationId, reason: 'activation_suspended' }]);
  await by.liftSuspension({ params: { pid } });
  expect((await clientOf(maker).getServiceItem({ params: { pid } })).sale.state).toBe('stopped');
  expect((await clientOf(maker).resumeSale({ params: { pid } })).sale.state).toBe('on_sale');
});

describe('a mistaken activation', () => {
  test('is undone once: kept as a past one, its certificate revoked, its choices forgotten, every region told', async () => {
    const { pid, applicationId } = await newItem('mistaken');
    await clientOf(maker).choosePlans({ params: { pid }, body: { planIds: [EVENT_7] } });
    await clientOf(maker).stopSale({ params: { pid }, body: {} });
    const undo = () => clientOf(maker).undoActivation({ params: { pid }, body: { reason: '选错了 PID' } });
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => refusedCode(undo())));
    expect(outcomes.toSorted()).toEqual([
      'product_not_activated',
      'product_not_activated',
      'product_not_activated',
      undefined,
    ]);
    expect(await list({ search: pid })).toEqual([]);
    expect(await published(pid)).toMatchObject({
      activated: false,
      onSale: false,
      planIds: null,
      lowestFirmware: null,
    });
    const { revocations } = await maker.client(certificates).getCertificateRevocations({});
    const payload = Buffer.from(revocations.split('.')[1] ?? '', 'base64url').toString();
    expect(JSON.parse(payload).revoked).toContainEqual(
      expect.objectContaining({ applicationId, reason: 'activation_undone' }),
    );
    const application = await rig.context.db
      .selectFrom('application')
      .select(['state', 'ended_at'])
      .where('id', '=', applicationId)
      .executeTakeFirst();
    expect(application).toMatchObject({ state: 'approved', ended_at: expect.any(Date) });

    const again = await activateProduct(rig, maker, pid);
    expect(await clientOf(maker).getServiceItem({ params: { pid } })).toMatchObject({
      earlierActivations: 1,
      plansChosen: false,
      sale: { state: 'on_sale' },
    });
    const history = await clientOf(maker).listActivations({ params: { pid }, query: { limit: 1 } });
    expect(history.items).toMatchObject([{ applicationId: again, endedAt: null, reason: null }]);
    const rest = await clientOf(maker).listActivations({ params: { pid }, query: { cursor: history.next ?? '' } });
    expect(rest).toMatchObject({
      items: [{ applicationId, endedAt: expect.any(String), reason: '选错了 PID' }],
      next: null,
    });
  });

  test('does not shake a suspension off', async () => {
    const { pid } = await newItem('suspended and undone');
    await operator.client(operatorSales).suspendSale({ params: { pid }, body: { reason: 'x' } });
    await clientOf(maker).undoActivation({ params: { pid }, body: { reason: 'to get rid of it' } });
    await activateProduct(rig, maker, pid);
    expect((await clientOf(maker).getServiceItem({ params: { pid } })).sale.state).toBe('suspended');
    expect(await published(pid)).toMatchObject({ activated: true, onSale: false });
  });
});

test('a product is released once, and regions hear of it', async () => {
  const pid = await newProduct('releasing');
  const release = () => clientOf(maker).releaseProduct({ params: { pid } });
  expect(await release()).toMatchObject({ pid, stage: 'released', role: 'owner' });
  expect(await refusedCode(release())).toBe('product_released');
  expect(await published(pid)).toMatchObject({ stage: 'released' });
});

describe('coupons', () => {
  const at = (offset: number) => new Date(rig.clock.now().getTime() + offset).toISOString();
  const body = (pids: Pid[], change: object = {}) => ({
    name: '新品优惠',
    discount: { percent: 20 },
    pids,
    validFrom: at(0),
    validUntil: at(days(30)),
    limit: null,
    ...change,
  });

  test('are issued for products of one’s own, with a code that nobody else has', async () => {
    const pid = await newProduct('discounted');
    const issue = (change: object, who = maker) => clientOf(who).createCoupon({ body: body([pid], change) });
    const made = await issue({ code: ' spring-26 ', limit: 5 });
    expect(made).toMatchObject({ code: 'SPRING-26', pids: [pid], used: 0, limit: 5, state: 'in_force' });
    expect((await issue({})).code).toMatch(/^[A-HJ-NP-Z2-9]{10}$/);
    const other = await rig.maker('rival');
    const own = await newProduct('of the rival', other);
    expect(await refusedCode(issue({ code: 'Spring-26', pids: [own] }, other))).toBe('coupon_code_taken');
    expect(await refusedCode(issue({}, other))).toBe('not_found');
    await authoriseIn(maker, other, pid, 'administrator');
    expect(await refusedCode(issue({}, other))).toBe('not_allowed');
    expect((await clientOf(other).listCoupons({ query: {} })).items).toEqual([]);
    expect(await refusedCode(clientOf(other).endCoupon({ params: { id: made.id } }))).toBe('not_found');
    expect((await clientOf(maker).listCoupons({ query: { search: 'spring' } })).items).toMatchObject([{ id: made.id }]);
    expect(await clientOf(maker).endCoupon({ params: { id: made.id } })).toMatchObject({ state: 'ended' });
  });

  test('that make no sense are refused with the field that is wrong', async () => {
    const pid = await newProduct('undiscounted');
    const wrong: [object, string][] = [
      [{ validFrom: at(days(2)), validUntil: at(days(1)) }, 'validUntil'],
      [{ validFrom: '0000-01-01T00:00:00Z' }, 'validFrom'],
      [{ validUntil: '9999-01-01T00:00:00Z' }, 'validUntil'],
      [{ discount: { percent: 101 } }, 'discount'],
      [{ discount: { off: { amount: -5, currency: 'CNY' } } }, 'discount'],
      [{ code: 'a b' }, 'code'],
      [{ pids: [] }, 'pids'],
    ];
    for (const [change, field] of wrong) {
      const problem = await refused(clientOf(maker).createCoupon({ body: body([pid], change) as never }));
      expect(problem?.code, field).toBe('input_invalid');
      expect(problem?.fields?.map(({ path }) => path.split('.')[0])).toEqual([field]);
    }
  });

  test('change their state with the time', async () => {
    const pid = await newProduct('seasonal');
    const { id } = await clientOf(maker).createCoupon({
      body: body([pid], { validFrom: at(days(1)), validUntil: at(days(2)) }),
    });
    const state = async () =>
      (await clientOf(maker).listCoupons({ query: {} })).items.find((coupon) => coupon.id === id)?.state;
    expect(await state()).toBe('planned');
    await rig.clock.advance(days(1));
    expect(await state()).toBe('in_force');
    await rig.clock.advance(days(1));
    expect(await state()).toBe('expired');
  });
});

test('a prepaid request is seen by its account, with what the operator answered', async () => {
  const body = { contactName: '王小明', contact: '13800138000', message: '希望了解预存款' };
  const { id } = await clientOf(maker).createPrepaidRequest({ body });
  const answer = { state: 'in_contact' as const, answer: '已安排客户经理联系您' };
  await operator.client(operatorSales).changeContactRequest({ params: { id }, body: answer });
  expect((await clientOf(maker).listPrepaidRequests({ query: {} })).items).toMatchObject([{ id, ...body, ...answer }]);
});
