import {
  type Client,
  type device,
  LANGUAGES,
  type Language,
  type ProblemCode,
  ProblemError,
  problems,
  problemText,
  type StepName,
} from '@kaitong/contract';
import { expect } from 'vitest';
import { eventually } from './eventually.ts';
import type { Maker, Outcome } from './people.ts';
import type { Rig } from './rig.ts';
import type { Unit } from './units.ts';

/** The code that a call was refused with; `undefined` if it was not refused. */
export async function refusedCode(call: Promise<unknown>): Promise<ProblemCode | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code;
    throw error;
  }
}

/** Submits a device that a precheck refuses, in both languages, and looks at everything that is left of it. */
export async function expectRefused(
  rig: Rig,
  maker: Maker,
  deviceId: string,
  code: ProblemCode,
  params: Record<string, unknown> = {},
): Promise<Outcome> {
  const outcome = await maker.activate(deviceId);
  expect(outcome.refused).toMatchObject({
    status: problems[code].status,
    contentType: 'application/problem+json; charset=utf-8',
    problem: {
      code,
      status: problems[code].status,
      title: problemText(code, params as never, 'en').title,
      detail: problemText(code, params as never, 'en').remedy,
      params,
      applicationId: outcome.application.id,
    },
  });
  expect(outcome.application).toMatchObject({
    deviceId,
    state: 'refused',
    step: 'check',
    problem: { code, params },
    findings: [],
    endedAt: expect.any(String),
    certifiedAt: null,
    footage: 'none',
  });
  expect(outcome.progress).toMatchObject([
    { type: 'step.started', step: 'check' },
    { type: 'application.ended', state: 'refused', problem: { code, params } },
  ]);
  await expectNoTraces(rig, outcome.application.id);
  const inChinese = await maker.fetch('/api/v1/applications', {
    method: 'POST',
    headers: { 'accept-language': 'zh-CN' },
    body: JSON.stringify({ deviceId }),
  });
  const { title, remedy } = problemText(code, params as never, 'zh-CN');
  expect([inChinese.status, await inChinese.json()]).toMatchObject([
    problems[code].status,
    { code, title, detail: remedy },
  ]);
  return outcome;
}

/** A refused application has started no run and waits for nothing. */
async function expectNoTraces({ control, regions }: Rig, id: string): Promise<void> {
  for (const { pool } of Object.values(regions))
    expect((await pool.query('SELECT FROM run WHERE application_id = $1', [id])).rowCount).toBe(0);
  expect((await control.pool.query('SELECT kind FROM deadline WHERE subject = $1', [id])).rows).toEqual([]);
}

type Expected = { state?: 'rejected' | 'cancelled'; step: StepName; params?: Record<string, unknown> };

/** How an application that did not activate its PID ends: its row, its progress, its words, and nothing granted. */
export async function expectFailed(
  rig: Rig,
  unit: Unit,
  outcome: Outcome,
  code: ProblemCode,
  { state = 'rejected', step, params = {} }: Expected,
): Promise<void> {
  const { application, progress } = outcome;
  expect(application).toMatchObject({ state, step, problem: { code, params }, endedAt: expect.any(String) });
  expect(application).toMatchObject({
    pid: unit.pid,
    firmware: unit.firmware,
    certifiedAt: null,
    stepDeadlineAt: null,
  });
  expect(progress.at(-1)).toMatchObject({ type: 'application.ended', state, problem: { code, params } });
  expect(progress.filter(({ type }) => type === 'application.ended')).toHaveLength(1);
  for (const language of LANGUAGES) {
    const text = problemText(code, application.problem?.params ?? {}, language);
    expect(`${text.title} ${text.remedy}`).not.toMatch(/[{}]/);
    await expectOver(rig.maker, application.id, state, language);
  }
  await expectNothingGranted(rig, unit, outcome);
  // Control tells the region after it has told the page.
  await eventually(async () => {
    const { rows } = await rig.control.pool.query('SELECT kind FROM deadline WHERE subject = $1', [application.id]);
    expect(rows).toEqual([]);
  });
}

/** An application that has ended cannot be cancelled: the answer is its outcome. */
async function expectOver(maker: Maker, id: string, state: string, language: Language): Promise<void> {
  const headers = { 'accept-language': language };
  const response = await maker.fetch(`/api/v1/applications/${id}/cancel`, { method: 'POST', headers });
  const { title } = problemText('application_ended', { state }, language);
  expect([response.status, response.headers.get('content-type'), await response.json()]).toMatchObject([
    409,
    'application/problem+json; charset=utf-8',
    { code: 'application_ended', params: { state }, title },
  ]);
}

/** What a run was given is taken back: the device opens, declares and commits nothing, and no owner sees an entry. */
export async function expectNothingGranted(rig: Rig, unit: Unit, { application, progress }: Outcome): Promise<void> {
  const { db, pool } = rig.regions[unit.owner.region];
  const run = await eventually(async () => {
    const row = await db.selectFrom('run').selectAll().where('application_id', '=', application.id).executeTakeFirst();
    expect(row?.state).not.toBe('running'); // where control ended it, the region hears of it a moment later
    return row;
  });
  expect(await rig.control.db.selectFrom('activation').select('pid').where('pid', '=', unit.pid).execute()).toEqual([]);
  const product = await pool.query('SELECT activated FROM product WHERE pid = $1', [unit.pid]);
  expect(product.rows).toEqual([{ activated: false }]);
  const owned = (await unit.owner.listDevices({})).items.find((device) => device.deviceId === unit.deviceId);
  expect(owned?.cloudStorage ?? null).toBeNull();
  if (!owned) return; // a removed device has no token any more
  // A second wave's event took the place of the one before it.
  const last = progress.slice(progress.findLastIndex(({ type }) => type === 'wave.again') + 1);
  const eventId = last.find((one) => one.type === 'event.opened')?.eventId;
  await expectUploadsRefused(await unit.api(), run?.nonce ?? '', eventId);
}

/** Every call of an upload, with whatever a broken device still knows. */
async function expectUploadsRefused(api: Client<typeof device>, nonce: string, id: string | undefined): Promise<void> {
  const late = {
    deviceEventId: 'too-late',
    type: 'motion',
    startedAt: new Date().toISOString(),
    ageMs: 0,
    declaration: { container: 'ts', codec: 'h264', width: 160, height: 90, encryption: 'none' },
    firmware: '2.3.0' as never,
    nonce,
  } as const;
  expect(['grant_ended', 'no_grant']).toContain(await refusedCode(api.openEvent({ body: late })));
  if (id === undefined) return;
  const eventId = id as never;
  const hash = (length: number) => '0'.repeat(length);
  const object = {
    n: 99,
    kind: 'segment',
    bytes: 16,
    durationMs: 1000,
    md5: hash(32),
    sha256: hash(64),
    iv: null,
  } as const;
  expect(await refusedCode(api.declareObject({ params: { eventId }, body: object }))).toBe('grant_ended');
  expect(await refusedCode(api.commitObject({ params: { eventId, n: 0 }, body: {} }))).toBe('grant_ended');
}
