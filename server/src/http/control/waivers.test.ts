import {
  CONFORMANCE_ITEMS,
  certificates,
  days,
  hours,
  minutes,
  operatorWaivers,
  type Pid,
  products,
  submissions,
  type Waiver,
  type WaiverSubject,
  waivers,
} from '@kaitong/contract';
import { finding } from '@kaitong/contract/checks';
import { addressOfCertificate } from '@kaitong/judge';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { passedFirmware } from '../../control/firmware/passed-firmware.ts';
import { endExtendedTest } from '../../control/firmware/testing.ts';
import { WAIVER_NEXT, waiverHandlers } from '../../control/waivers/end-waivers.ts';
import { readWaivers } from '../../control/waivers/read-waivers.ts';
import { json } from '../../store/database.ts';
import { readNow } from '../../store/database-clock.ts';
import { findDeadline } from '../../store/deadlines.ts';
import { activateProduct } from '../testing/activate.ts';
import { certifyProduct } from '../testing/certify.ts';
import { type ControlRig, type RigMaker, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

const [ITEM] = CONFORMANCE_ITEMS;
const NIGHT: WaiverSubject = { kind: 'item', code: ITEM };
const PLAIN: WaiverSubject = { kind: 'finding', code: 'enc.none' };

let rig: ControlRig;
let maker: RigMaker;
let operator: Awaited<ReturnType<ControlRig['operator']>>;
beforeAll(async () => {
  rig = await startControl();
  maker = await rig.maker('lens');
  operator = await rig.operator();
});
afterAll(() => rig[Symbol.asyncDispose]());

/** A product that passed with a warning, and failed an item of the extended test. */
async function flawed(name: string): Promise<{ pid: Pid; address: string }> {
  const { pid } = await maker.client(products).createProduct({ body: { name } });
  const id = await activateProduct(rig, maker, pid);
  await rig.context.db
    .updateTable('application')
    .set({ findings: json([finding('enc.none', { measured: null })]) as never })
    .where('id', '=', id)
    .execute();
  const certificate = await certifyProduct(rig, pid, id);
  const accountId = maker.session.account.id;
  await endExtendedTest(rig.context, {
    pid,
    firmware: '2.3.0',
    accountId,
    first: { verdict: 'fail', code: 'no_event' },
  });
  return { pid, address: addressOfCertificate(certificate) };
}

const give = (pid: Pid, subject: WaiverSubject, n = 90) =>
  operator
    .client(operatorWaivers)
    .giveWaiver({ params: { pid }, body: { subject, reason: 'Mended <b>in 2.4</b>', days: n } });
const page = async (address: string) =>
  await rig
    .browser({ origin: null })
    .client(certificates)
    .getCertificatePage({ params: { address }, query: { lang: 'en' } });
const states = async (pid: Pid) => (await readWaivers(rig.context.db, pid)).map(({ state }) => state);
const told = async () => {
  const rows = await rig.context.db
    .selectFrom('notice')
    .select(['kind', 'data', 'account_id'])
    .where('kind', 'in', ['waiver.ending', 'waiver.ended'])
    .orderBy('id')
    .execute();
  await rig.context.db.deleteFrom('notice').where('kind', 'in', ['waiver.ending', 'waiver.ended']).execute();
  return rows;
};

/** What is due of a waiver, as whichever process takes it does it; false where nothing is due yet. */
async function takeDue({ id }: Pick<Waiver, 'id'>): Promise<boolean> {
  return await rig.context.db.transaction().execute(async (trx) => {
    const due = await findDeadline(trx, WAIVER_NEXT, id);
    if (due === undefined || due > (await readNow(trx))) return false;
    await waiverHandlers()[WAIVER_NEXT]?.({ kind: WAIVER_NEXT, subject: id, tries: 0, late: minutes(0) }, trx);
    return true;
  });
}

test('what may be waived is what the certificate warns of, and what the newest extended test did not pass', async () => {
  const { pid } = await flawed('choice');
  const { waivable, items } = await operator.client(operatorWaivers).getWaiversOf({ params: { pid } });
  expect([waivable, items]).toEqual([[PLAIN, NIGHT], []]);
  expect(await refusedCode(give(pid, { kind: 'finding', code: 'video.first_not_key' }))).toBe('nothing_to_waive');
  expect(await refusedCode(give(pid, { kind: 'item', code: 'rate' }))).toBe('nothing_to_waive');
  expect(await refusedCode(give('p000000000000000' as never, PLAIN))).toBe('not_found');
  expect(await refusedCode(give(pid, PLAIN, 181))).toBe('input_invalid');
  expect(await refusedCode(give(pid, PLAIN, 0))).toBe('input_invalid');
  await give(pid, PLAIN, 180);
  expect(await refusedCode(give(pid, PLAIN))).toBe('waiver_in_force');
  const bare = await maker.client(products).createProduct({ body: { name: 'bare' } });
  expect(await refusedCode(give(bare.pid, PLAIN))).toBe('nothing_to_waive');
});

test('is said on the certificate’s page and in the package, with reason and end, and to whoever looks after the product', async () => {
  const { pid, address } = await flawed('shown');
  const given = await give(pid, NIGHT);
  await give(pid, PLAIN);
  const [first, second] = (await page(address)).waivers;
  expect([first?.subject, second]).toMatchObject([
    PLAIN,
    { subject: NIGHT, reason: 'Mended <b>in 2.4</b>', endsAt: given.endsAt },
  ]);
  const html = await (await rig.browser({ origin: null }).fetch(`/certificates/${address}?lang=en`)).text();
  expect(html).toContain('Mended &#60;b&#62;in 2.4');
  expect(html).toContain('Waived until');
  expect(html).toContain('<b>Extended test: ');
  const { waivers: packed, files } = await maker.client(submissions).getSubmission({ params: { pid } });
  expect(packed.map(({ subject }) => subject)).toEqual([PLAIN, NIGHT]);
  expect(files.map(({ name }) => name)).toContain('waivers.json');
  const { items } = await maker.client(waivers).listWaivers({ params: { pid } });
  expect(items).toContainEqual(given);
  const stranger = await rig.maker('stranger');
  expect(await refusedCode(stranger.client(waivers).listWaivers({ params: { pid } }))).toBe('not_found');
});

test('turns nothing into a pass: an item that failed has failed, and its firmware is cleared for nobody', async () => {
  const { pid, address } = await flawed('no pass');
  const before = await page(address);
  await give(pid, NIGHT);
  await give(pid, PLAIN);
  const { standing, warnings, says } = await page(address);
  expect({ standing, warnings, says }).toEqual({
    ...{ standing: before.standing, warnings: before.warnings, says: before.says },
  });
  expect((await passedFirmware(rig.context.db, pid)).tested).toEqual([]);
  const { extendedTest } = await maker.client(submissions).getSubmission({ params: { pid } });
  expect(extendedTest).toMatchObject({ outcome: 'fail' });
});

test('of a certificate that does not count nothing is waived', async () => {
  const { pid, address } = await flawed('replaced');
  await give(pid, NIGHT);
  expect((await page(address)).waivers).toHaveLength(1);
  await rig.clock.advance(minutes(1));
  const newer = await activateAnew(pid);
  expect([(await page(address)).waivers, (await page(newer)).waivers.length]).toEqual([[], 1]);
});

async function activateAnew(pid: Pid): Promise<string> {
  await rig.context.db.deleteFrom('activation').where('pid', '=', pid).execute();
  return addressOfCertificate(await certifyProduct(rig, pid, await activateProduct(rig, maker, pid)));
}

test('taken back by the operator it is over at once, and its maker is told so, once', async () => {
  const { pid, address } = await flawed('withdrawn');
  const { id } = await give(pid, NIGHT);
  await told();
  const take = () => operator.client(operatorWaivers).withdrawWaiver({ params: { id } });
  expect(await take()).toMatchObject({ state: 'withdrawn' });
  expect(await take()).toMatchObject({ state: 'withdrawn' });
  expect((await page(address)).waivers).toEqual([]);
  expect(await told()).toMatchObject([{ kind: 'waiver.ended', data: { productName: 'withdrawn', isWithdrawn: true } }]);
  expect(await findDeadline(rig.context.db, WAIVER_NEXT, id)).toBeUndefined();
  await give(pid, NIGHT); // another may follow
  expect(await states(pid)).toEqual(['in_force', 'withdrawn']);
  const none = operator.client(operatorWaivers).withdrawWaiver({ params: { id: `wv${'0'.repeat(18)}` as never } });
  expect(await refusedCode(none)).toBe('not_found');
});

test('its maker is told 14 days before it ends, of a short one at its half, and when it has ended', async () => {
  const { pid, address } = await flawed('ends');
  const [long, short] = [await give(pid, NIGHT, 90), await give(pid, PLAIN, 2)];
  await told();
  await rig.clock.advance(hours(23));
  expect(await takeDue(short)).toBe(false);
  await rig.clock.advance(hours(2));
  expect([await takeDue(short), await takeDue(long)]).toEqual([true, false]);
  expect(await told()).toMatchObject([{ kind: 'waiver.ending', data: { waiverId: short.id, subject: PLAIN } }]);
  await rig.clock.advance(days(1));
  expect((await page(address)).waivers.map(({ subject }) => subject)).toEqual([NIGHT]); // by itself
  expect(await takeDue(short)).toBe(true);
  expect(await told()).toMatchObject([{ kind: 'waiver.ended', data: { waiverId: short.id, isWithdrawn: false } }]);
  await rig.clock.advance(days(73));
  expect(await takeDue(long)).toBe(false);
  await rig.clock.advance(days(2));
  expect(await takeDue(long)).toBe(true);
  expect((await told())[0]).toMatchObject({ kind: 'waiver.ending', account_id: maker.session.account.id });
  expect(await takeDue(long)).toBe(false);
  await rig.clock.advance(days(14));
  expect(await takeDue(long)).toBe(true);
  expect(await told()).toMatchObject([{ kind: 'waiver.ended' }]);
  expect(await states(pid)).toEqual(['ended', 'ended']);
});

test('each step is written down, with whose product it is', async () => {
  const trail = await rig.context.db
    .selectFrom('audit')
    .innerJoin('product', 'product.pid', 'audit.subject')
    .select(['audit.action', 'audit.about_account', 'audit.account_id'])
    .where('action', 'like', 'waiver.%')
    .where('product.name', 'in', ['withdrawn', 'ends'])
    .orderBy('audit.id')
    .execute();
  const owner = maker.session.account.id;
  expect(trail.map(({ action }) => action)).toEqual([
    ...['waiver.given', 'waiver.withdrawn', 'waiver.given'],
    ...['waiver.given', 'waiver.given', 'waiver.ended', 'waiver.ended'],
  ]);
  expect(trail.every(({ about_account, account_id }) => about_account === owner || account_id === owner)).toBe(true);
});
