import { type applications, Pid, type Reply } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlRig, startControl } from '../../http/testing/control.ts';
import { newApplicationId } from '../../secrets/new-ids.ts';
import { json } from '../../store/database.ts';
import { countingStatements } from '../../store/testing/statements.ts';
import { listApplications } from './list-applications.ts';

let control: ControlRig;
beforeAll(async () => {
  control = await startControl();
});
afterAll(async () => {
  await control[Symbol.asyncDispose]();
});

const accountId = 'ac_many';
const pid = (n: number): Pid => Pid.parse(`p${String(n).padStart(15, '0')}`);

async function addApproved(count: number): Promise<void> {
  const nothing = { firmware: null, paired_at: null, motion_detection: null, step_deadline_at: null, region: null };
  const noEnd = { problem: null, evidence: null, certificate: null, certified_at: null, ended_at: null };
  const values = Array.from({ length: count }, (_, n) => ({
    ...{ id: newApplicationId(), account_id: accountId as never, user_id: 'us_1', device_id: `device ${n}` },
    ...{ ...nothing, ...noEnd, pid: pid(n % 50), state: 'approved' as const, step: 'publish' as const },
    ...{ older_firmware_accepted: false, findings: json([]), footage: 'none' as const },
  }));
  await control.context.db.insertInto('application').values(values).execute();
}

test('a page of the list takes two statements, however many of it are approved, and every row stands on one page', async () => {
  await addApproved(450);
  const { db, taken } = countingStatements(control.context.db);
  const caller = { kind: 'maker', accountId, userId: 'us_1', role: 'administrator' } as never;
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const before = taken();
    const query = { limit: 200, ...(cursor === undefined ? {} : { cursor }) };
    const page: Reply<typeof applications.listApplications> = await listApplications(
      { ...control.context, db },
      caller,
      {
        query,
      } as never,
    );
    expect(taken() - before).toBe(2);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(seen).size).toBe(450);
  expect(seen).toHaveLength(450);
});
