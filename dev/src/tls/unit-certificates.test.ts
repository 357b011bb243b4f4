// A unit that its maker's own authority vouches for: at the token call, and nowhere else.
import { once } from 'node:events';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { regionOverHttp } from '@kaitong/device';
import { issueForMaker } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePorts } from '../activation/testing/processes.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import type { Unit } from '../activation/testing/units.ts';

type Authority = Awaited<ReturnType<typeof issueForMaker>>;

let rig: RunningRig;
let unit: Unit;
let uuid: string;
let authority: Authority;
let fingerprint: string;
beforeAll(async () => {
  rig = await startRig({ KAITONG_TLS: 'self', KAITONG_CERTIFICATE_PORT: String(await freePorts()) });
  unit = await rig.unit();
  uuid = await uuidOf(unit);
  authority = await issueForMaker({ subject: 'CN=Maker root', isAuthority: true });
  const body = { certificate: authority.cert };
  ({ fingerprint } = await rig.maker.addDeviceAuthority({ params: { pid: unit.pid }, body }));
  await reached(1);
});
afterAll(() => rig.stop());

async function uuidOf({ deviceId }: Unit): Promise<string> {
  const { rows } = await rig.regions.cn.pool.query('SELECT uuid FROM device WHERE device_id = $1', [deviceId]);
  return rows[0].uuid;
}

/** Until the region knows of so many authorities. */
const reached = (n: number) =>
  vi.waitFor(async () => {
    const { rows } = await rig.regions.cn.pool.query(
      'SELECT jsonb_array_length(device_authorities) AS n FROM product WHERE pid = $1',
      [unit.pid],
    );
    expect(rows[0]?.n).toBe(n);
  }, 20_000);

const certificateOf = async (name: string, by = authority) => {
  const { cert, key } = await issueForMaker({ subject: `CN=${name}`, by });
  return { cert, key };
};

/** What the token call answers to a device that shows this and says nothing of its secret. */
async function tokenFor(of: Unit, certificate: { cert: string; key: string } | undefined): Promise<string> {
  const { deviceId, url } = of.credentials;
  const { challenge, certificateUrl } = await regionOverHttp(url, fetch)({}).getChallenge({ body: { deviceId } });
  const sent = request(`${certificateUrl}/device/v1/token`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, agent: false },
    ...certificate,
  });
  const [answer] = await once(sent.end(JSON.stringify({ deviceId, challenge })), 'response');
  const { token, code, params } = JSON.parse(await text(answer));
  return token === undefined ? `${code} ${params.reason ?? ''}`.trim() : 'ok';
}

test('it comes online and is activated with a certificate in place of its secret', async () => {
  await unit.camera({
    credentials: { ...unit.credentials, secret: 'forgotten' },
    certificate: await certificateOf(uuid),
  });
  const { application } = await rig.maker.activate(unit.deviceId);
  expect(application).toMatchObject({ state: 'approved', problem: null });
});

test('without one, with another unit’s, or with one of an authority that nobody registered, it gets no token', async () => {
  expect(await tokenFor(unit, undefined)).toBe('device_certificate_refused missing');
  expect(await tokenFor(unit, await certificateOf('kt0unit0000000000002'))).toBe('device_certificate_refused name');
  const stranger = await issueForMaker({ subject: 'CN=Maker root', isAuthority: true });
  expect(await tokenFor(unit, await certificateOf(uuid, stranger))).toBe(
    'device_certificate_refused unknown_authority',
  );
});

test('the authority of one product proves no unit of another', async () => {
  const other = await rig.unit();
  expect(await tokenFor(other, await certificateOf(await uuidOf(other)))).toBe(
    'device_certificate_refused unknown_authority',
  );
});

test('a stranger who sends the header of a proxy, there or at the usual door, has shown nothing', async () => {
  const { cert } = await certificateOf(uuid);
  const { deviceId } = unit;
  const usual = regionOverHttp(unit.credentials.url, fetch)({});
  const { challenge, certificateUrl = '' } = await usual.getChallenge({ body: { deviceId } });
  for (const url of [unit.credentials.url, certificateUrl]) {
    const answer = await fetch(`${url}/device/v1/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-client-cert': encodeURIComponent(cert) },
      body: JSON.stringify({ deviceId, challenge }),
    });
    expect([answer.status, await answer.json()]).toMatchObject([
      401,
      { code: 'device_certificate_refused', params: { reason: 'missing' } },
    ]);
  }
});

test('from when its authority is removed, or its licence revoked, it gets no token', async () => {
  const certificate = await certificateOf(uuid);
  expect(await tokenFor(unit, certificate)).toBe('ok');
  await rig.maker.removeDeviceAuthority({ params: { pid: unit.pid, fingerprint } });
  await reached(0);
  expect(await tokenFor(unit, certificate)).toBe('device_certificate_refused unknown_authority');
  await rig.maker.addDeviceAuthority({ params: { pid: unit.pid }, body: { certificate: authority.cert } });
  await reached(1);
  await rig.maker.revokeLicences({ params: { pid: unit.pid }, body: { uuids: [uuid] } as never });
  await vi.waitFor(async () => expect(await tokenFor(unit, certificate)).toBe('licence_revoked'), 20_000);
});
