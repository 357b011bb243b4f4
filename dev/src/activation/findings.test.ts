// What was found travels by an address: with the headers around it, read before footage is deleted, and without footage.
import { control, createClient, type SharedFindings } from '@kaitong/contract';
import type { FaultCode } from '@kaitong/device/virtual';
import { sharedJudge } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { eventually } from './testing/eventually.ts';
import { refusedCode } from './testing/expectations.ts';
import { linkTester, type Owner } from './testing/people.ts';
import { type RunningRig, startRig } from './testing/rig.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

async function reject(owner: Owner, fault: FaultCode) {
  const unit = await rig.unit({ owner });
  await unit.camera({ fault });
  const { application } = await rig.maker.activate(unit.deviceId);
  expect(application.state).toBe('rejected');
  return application;
}

const read = (url: string): Promise<SharedFindings> =>
  createClient(control, async ({ method, path }) => {
    const response = await fetch(rig.url + path, { method });
    return { status: response.status, body: await response.json() };
  }).getSharedFindings({ params: { token: url.split('/').at(-1) ?? '' }, query: {} });

/** Once the region has told what stands there. */
const withHeaders = (url: string) =>
  eventually(async () => {
    const shared = await read(url);
    expect(shared.headers.length).toBeGreaterThan(0);
    return shared;
  });

test('of a camera of no tester the headers are there, its footage is gone, and no picture can go along', async () => {
  const owner = await rig.newOwner();
  const { id } = await reject(owner, 'video.first_not_key');
  const params = { id };
  const { url } = await rig.maker.shareFindings({ params, body: {} });
  const shared = await withHeaders(url);
  expect(shared.headlines[0]?.code).toBe('video.first_not_key');
  const headers = shared.headers.filter(({ code }) => code === 'video.first_not_key');
  expect(headers.flatMap(({ structures }) => structures.map(({ kind }) => kind))).toContain('nal');
  await eventually(async () => {
    const { rows } = await rig.regions.cn.pool.query('SELECT footage FROM run WHERE application_id = $1', [id]);
    expect(rows).toEqual([{ footage: 'deleted' }]);
  });
  expect((await read(url)).headers).toEqual(shared.headers);
  expect(shared.footage).toBeNull();
  const wish = rig.maker.shareFindings({ params, body: { withFootage: true } });
  expect(await refusedCode(wish)).toBe('evidence_private');
});

test('of a test of the way up the headers are there too while its run goes on, and go with what is repaired', async () => {
  const unit = await rig.unit();
  const broken = await unit.camera({ fault: 'video.first_not_key', waveAfterGrant: undefined });
  const run = await rig.maker.submit(unit.deviceId);
  await run.sees('probe.ended', ({ outcome }) => outcome === 'flawed');
  const params = { id: run.id };
  const { url } = await rig.maker.shareFindings({ params, body: {} });
  const shared = await withHeaders(url);
  expect(shared).toMatchObject({ state: 'verifying', isPreflight: true, footage: null });
  expect(shared.headers.map(({ code }) => code)).toContain('video.first_not_key');
  await broken.close();
  await unit.camera({ firmware: '2.3.1', waveAfterGrant: undefined });
  await rig.maker.repeatPreflight({ params });
  await run.sees('probe.ended', ({ outcome }) => outcome === 'clean');
  expect(await read(url)).toMatchObject({ headlines: [], headers: [] });
});

test('what an owner lets the maker see goes no further: only of a tester’s camera', async () => {
  const owner = await rig.newOwner();
  const unit = await rig.unit({ owner });
  await owner.updateDevice({ params: { deviceId: unit.deviceId }, body: { verificationFootageAllowed: true } });
  await unit.camera({ fault: 'video.first_not_key' });
  const { application } = await rig.maker.activate(unit.deviceId);
  expect(application.footage).toBe('visible');
  const wish = rig.maker.shareFindings({ params: { id: application.id }, body: { withFootage: true } });
  expect(await refusedCode(wish)).toBe('evidence_private');
});

test('a tester’s clip goes along where the maker says so, and ends with the address and with the tester', async () => {
  const owner = await rig.newOwner();
  await linkTester(rig.maker, owner);
  const [tester] = (await rig.maker.listTesters({ query: {} })).items;
  const { id } = await reject(owner, 'video.first_not_key');
  const share = () => rig.maker.shareFindings({ params: { id }, body: { withFootage: true } });
  const [ended, open] = [await share(), await share()];
  const { footage } = await read(ended.url);
  const clip = await fetch(footage?.clipUrl ?? '');
  expect(clip.headers.get('content-disposition')).toContain('clip.');
  expect(Buffer.from(await clip.arrayBuffer())[0]).toBe(0x47);
  expect((await fetch(footage?.snapshotUrl ?? '')).status).toBe(200);

  await rig.maker.endFindingsShare({ params: { id: ended.share.id } });
  expect((await fetch(footage?.clipUrl ?? '')).status).toBe(403);
  expect(await refusedCode(read(ended.url))).toBe('findings_share_ended');

  const still = (await read(open.url)).footage;
  expect(still).not.toBeNull();
  await rig.maker.unlinkTester({ params: { id: tester?.id ?? '' } });
  expect((await read(open.url)).footage).toBeNull();
  expect((await fetch(still?.clipUrl ?? '')).status).toBe(403);
});

test('the next attempt with repaired firmware says what is gone', async () => {
  const unit = await rig.unit();
  const broken = await unit.camera({ fault: 'video.first_not_key' });
  await rig.maker.activate(unit.deviceId);
  await broken.stop();
  await unit.camera();
  const { application } = await rig.maker.activate(unit.deviceId);
  const { compared } = await rig.maker.compareFindings({ params: { id: application.id } });
  expect(compared).toMatchObject({ gone: expect.arrayContaining(['video.first_not_key']), added: [] });
});

test('the judge reads the headers of one run at a time: no timer waits behind the others', async () => {
  const judge = await sharedJudge('auto');
  const { promise, resolve } = Promise.withResolvers<never[]>();
  const explain = vi.spyOn(judge, 'explain').mockReturnValue(promise);
  try {
    const ids: string[] = [];
    for (let n = 0; n < 2; n++) ids.push((await reject(await rig.newOwner(), 'video.first_not_key')).id);
    const { pool } = rig.regions.cn;
    await eventually(async () => {
      const { rows } = await pool.query(
        'SELECT DISTINCT subject FROM deadline WHERE subject = ANY($1) AND due_at > kaitong_now()',
        [ids],
      );
      expect(rows.length).toBeGreaterThanOrEqual(1); // put off
    });
    expect(explain).toHaveBeenCalledTimes(1);
    explain.mockRestore();
    resolve([]);
    await eventually(async () => {
      const { rows } = await pool.query(
        `SELECT count(*)::int AS n FROM run WHERE application_id = ANY($1) AND unread_findings IS NULL AND footage = 'deleted'`,
        [ids],
      );
      expect(rows).toEqual([{ n: 2 }]);
    });
  } finally {
    explain.mockRestore();
    resolve([]);
  }
});

test('a judge that is closed while it reads them leaves them to whoever comes next', async () => {
  const judge = await sharedJudge('auto');
  const { promise, resolve, reject: end } = Promise.withResolvers<never[]>();
  const begun = Promise.withResolvers<void>();
  const explain = vi.spyOn(judge, 'explain').mockImplementationOnce(() => {
    begun.resolve();
    return promise;
  });
  const closed = vi.spyOn(judge, 'isClosed', 'get');
  try {
    const { id } = await reject(await rig.newOwner(), 'video.first_not_key');
    await begun.promise;
    closed.mockReturnValueOnce(true);
    end(new Error('the judge is closed'));
    const { url } = await rig.maker.shareFindings({ params: { id }, body: {} });
    expect((await withHeaders(url)).headers).toContainEqual(expect.objectContaining({ code: 'video.first_not_key' }));
  } finally {
    for (const spy of [explain, closed]) spy.mockRestore();
    resolve([]);
  }
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
