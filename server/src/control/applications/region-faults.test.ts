// A region that fails at its own work is not a region that refuses.
import { ApplicationId, isRefusal, milliseconds, type Pid, products, Region, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { MakerCaller } from '../../callers.ts';
import { type ControlRig, startControl } from '../../http/testing/control.ts';
import type { RegionHandlers } from '../../http/testing/region-peer.ts';
import { silentLog } from '../../log.ts';
import { newDeviceId, newServiceOrderId } from '../../secrets/new-ids.ts';
import { findDeadline, setDeadline } from '../../store/deadlines.ts';
import { startControlWork } from '../work.ts';
import { RUN_START } from './check-application.ts';
import { createApplication } from './create-application.ts';
import { getFootage } from './get-footage.ts';
import { REGION_SILENT } from './silence.ts';
import { reportRun } from './take-reports.ts';

const cn = Region.parse('cn');
const answers: Record<'cn' | 'eu', Partial<RegionHandlers>> = { cn: {}, eu: {} };
let control: ControlRig;
let maker: MakerCaller;
let pid: Pid;
let work: { stop(): Promise<void> };

beforeAll(async () => {
  control = await startControl({ answers });
  const { session, client } = await control.maker('maker');
  const { id: accountId } = session.account;
  maker = { accountId, userId: session.user.id, role: 'administrator', kind: 'maker', sessionId: null, keyId: null };
  await control.context.db
    .insertInto('service_order')
    .values({
      id: newServiceOrderId(),
      account_id: accountId,
      service_id: 'video-cloud-storage',
      agreement_version: '1',
      user_id: maker.userId,
    })
    .execute();
  ({ pid } = await client(products).createProduct({ body: { name: '卡片机' } }));
  work = startControlWork({ ...control.context, log: silentLog });
});
beforeEach(() => {
  delete answers.cn.isThere;
  answers.cn.findDevice = async (_caller, { body }) => ({
    judge: true,
    found: {
      deviceId: body.deviceId,
      pid,
      uuid: 'uuid0123456789abcdef',
      pairedAt: '2026-01-01T00:00:00.000Z',
      presence: 'online',
      isExpected: true,
      firmware: '2.3.0',
      features: { sleepy: false, probe: false },
      motionDetection: null,
    },
  });
});
afterAll(async () => {
  await work.stop();
  await control[Symbol.asyncDispose]();
});

async function submit(): Promise<ApplicationId> {
  const body = { deviceId: newDeviceId(), acceptOlderFirmware: false };
  const answer = await createApplication(control.context, maker, { body } as never);
  if (isRefusal(answer)) throw new Error(answer.code);
  return ApplicationId.parse(answer.id);
}

const read = async (id: ApplicationId) =>
  await control.context.db.selectFrom('application').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

test('a start that failed in the region is tried again', async () => {
  let tries = 0;
  answers.cn.startRun = async () => {
    tries += 1;
    if (tries === 1) throw new Error('the region stumbles');
    return { started: true };
  };
  const id = await submit();
  await vi.waitFor(() => expect(tries).toBe(2), { timeout: 20_000 });
  expect(await read(id)).toMatchObject({ state: 'verifying', step: 'grant', region: Region.parse('cn') });
  await control.context.db.updateTable('application').set({ state: 'cancelled' }).where('id', '=', id).execute();
});

test('a start that stands in line is waited for while its region is there, and given up where it is not', async () => {
  answers.cn.startRun = async () => {
    throw new Error('the region has much to do');
  };
  const id = await submit();
  const { db } = control.context;
  const dueAt = async (): Promise<number> => (await findDeadline(db, REGION_SILENT, id))?.getTime() ?? 0;
  const before = await dueAt();
  await setDeadline(db, REGION_SILENT, id, milliseconds(0));
  await vi.waitFor(async () => expect(await dueAt()).toBeGreaterThan(before - 15_000), { timeout: 20_000 });
  expect(await read(id)).toMatchObject({ state: 'verifying', step: 'grant' });
  answers.cn.isThere = async () => {
    throw new Error('it has gone');
  };
  await setDeadline(db, REGION_SILENT, id, milliseconds(0));
  await vi.waitFor(async () => expect((await read(id)).state).toBe('rejected'), { timeout: 20_000 });
  expect((await read(id)).problem).toMatchObject({ code: 'region_unreachable', params: { region: 'cn' } });
});

/** What the sample's region says first: that it is to be waited for, for as long as five minutes. */
async function reportPatience(applicationId: ApplicationId): Promise<void> {
  const deadlineAt = new Date(Date.now() + 300_000).toISOString();
  const taken = await reportRun(
    control.context,
    { from: cn },
    {
      params: { applicationId },
      body: { region: cn, reports: [{ seq: 1, report: { type: 'step', step: 'grant', deadlineAt } }] },
      query: undefined,
    },
  );
  expect(taken).toEqual({ taken: 1 });
}

const silentIn = async (id: ApplicationId): Promise<number> =>
  ((await findDeadline(control.context.db, REGION_SILENT, id))?.getTime() ?? 0) - Date.now();

const started = async (id: ApplicationId): Promise<void> =>
  await vi.waitFor(async () => expect(await findDeadline(control.context.db, RUN_START, id)).toBeUndefined(), {
    timeout: 20_000,
  });

/** Waits for whoever has this deadline in hand. */
const handled = async (kind: string, id: ApplicationId): Promise<unknown> =>
  await control.context.db
    .transaction()
    .execute(
      async (trx) =>
        await sql`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' deadline ' || ${kind} || ' ' || ${id}, 0))`.execute(
          trx,
        ),
    );

const putAway = async (id: ApplicationId): Promise<unknown> =>
  await control.context.db.updateTable('application').set({ state: 'cancelled' }).where('id', '=', id).execute();

test('a region that took a start is given minutes to report it, since it may have hundreds to tell of', async () => {
  answers.cn.startRun = async () => ({ started: true });
  const id = await submit();
  await started(id);
  expect(await silentIn(id)).toBeGreaterThan(100_000);
  await putAway(id);
});

test('the answer to a start takes back nothing of the time that the region has asked for already', async () => {
  answers.cn.startRun = async (_caller, { params }) => {
    await reportPatience(params.applicationId);
    return { started: true };
  };
  const id = await submit();
  await started(id);
  expect(await silentIn(id)).toBeGreaterThan(290_000);
  await putAway(id);
});

test.each([
  ['there', async () => ({})],
  [
    'silent',
    async () => {
      throw new Error('too late');
    },
  ],
])('a report that comes while its region is looked for and found %s counts', async (_found, isThere) => {
  answers.cn.startRun = async () => {
    throw new Error('the region has much to do');
  };
  const id = await submit();
  const looked = Promise.withResolvers<void>();
  answers.cn.isThere = async () => {
    await reportPatience(id).finally(looked.resolve);
    return await isThere();
  };
  const { db } = control.context;
  await setDeadline(db, REGION_SILENT, id, milliseconds(0));
  await looked.promise;
  await handled(REGION_SILENT, id);
  expect(await read(id)).toMatchObject({ state: 'verifying', step: 'grant' });
  expect(await silentIn(id)).toBeGreaterThan(270_000);
  await putAway(id);
});

test('a start that the region refuses ends the application with its reason', async () => {
  answers.cn.startRun = async () => refusal('precondition_changed');
  const id = await submit();
  await vi.waitFor(async () => expect((await read(id)).state).toBe('rejected'), { timeout: 20_000 });
  expect((await read(id)).problem).toMatchObject({ code: 'precondition_changed' });
});

test('footage that its region cannot show now is no fault of the maker’s: it is asked for again later', async () => {
  const id = await submit();
  await vi.waitFor(async () => expect((await read(id)).region).toBe('cn'), { timeout: 20_000 });
  answers.cn.getRunFootage = async () => {
    throw new Error('a fault of the region');
  };
  const footage = await getFootage(control.context, maker, { params: { id } } as never);
  expect(footage).toMatchObject({ code: 'region_silent', params: { region: 'cn' } });
});
