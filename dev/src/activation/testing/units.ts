import {
  type Client,
  type CommandName,
  createClient,
  device as deviceContract,
  type Output,
  Pid,
  type SampleKind,
  type UploadTarget,
} from '@kaitong/contract';
import {
  type Credentials,
  createDevice,
  type Device,
  type DeviceHooks,
  type DeviceOptions,
  type Grant,
  openConnection,
  pairDevice,
  type SealedObject,
  secretProof,
} from '@kaitong/device';
import { silentTo, startVirtualCamera, type VirtualCamera, type VirtualCameraOptions } from '@kaitong/device/virtual';
import { eventually } from './eventually.ts';
import { forgetRates, type Maker, type Owner } from './people.ts';
import type { Rig } from './rig.ts';

export type UnitOptions = {
  maker?: Maker;
  /** Another unit of this product; a product of its own by default. */
  pid?: string;
  owner?: Owner;
  firmware?: string;
  sleepy?: boolean;
  /** Hardware by default. */
  sample?: SampleKind;
};

/** A unit with its licence, paired to its owner, and not switched on. */
export type Unit = {
  pid: Pid;
  deviceId: Credentials['deviceId'];
  credentials: Credentials;
  firmware: string;
  owner: Owner;
  /** Switches on a virtual camera that sees a wave as soon as it has a grant. */
  camera(options?: Partial<VirtualCameraOptions>): Promise<VirtualCamera>;
  /** Switches on a device that does nothing by itself but answer commands; it is asked for test events if it `probes`. */
  device(hooks?: DeviceHooks, options?: RawDeviceOptions): Promise<RawDevice>;
  /** The device's HTTP API with a token of its own. */
  api(): Promise<Client<typeof deviceContract>>;
};

/** `silentTo`: its answers to this command never arrive, those to the first `answers` of them apart. */
export type RawDeviceOptions = { probes?: boolean; silentTo?: CommandName; answers?: number };

/** A device whose every call the test makes. */
export type RawDevice = {
  device: Device;
  api: Client<typeof deviceContract>;
  /** The grant, as soon as there is one. */
  grant: Promise<Grant>;
  open(event?: Partial<OpenEventBody>): Promise<Opened>;
  /** Declare, PUT, commit. */
  upload(opened: Opened, object: SealedObject): Promise<void>;
  put(target: UploadTarget, bytes: Uint8Array): Promise<Response>;
  close(opened: Opened, objects: readonly SealedObject[], firmware?: string): Promise<void>;
};

type OpenEventBody = Parameters<Client<typeof deviceContract>['openEvent']>[0]['body'];
export type Opened = Output<typeof deviceContract.openEvent>;

/** Small, short, and still something that a verdict can be formed on. */
const SMALL = { width: 160, height: 90, fps: 10, segmentMs: 1000, clip: { preRecordMs: 1000, postRecordMs: 1000 } };

/** A licence of this product that the region knows. */
export async function issueLicence(
  rig: Pick<Rig, 'control'>,
  { maker, pid, region }: { maker: Maker; pid: Pid; region: Owner['region'] },
): Promise<{ uuid: string; authKey: string }> {
  const { licences, batch } = await maker.issueLicences({ params: { pid }, body: { count: 1 } });
  const [licence] = licences;
  if (!licence) throw new Error('no licence was issued');
  await eventually(async () => {
    const { rows } = await rig.control.pool.query(
      'SELECT FROM licence_delivery WHERE batch = $1 AND region = $2 AND delivered_at IS NOT NULL',
      [batch, region],
    );
    if (rows.length === 0) throw new Error('the region does not have the licence');
  });
  return licence;
}

export async function makeUnit(rig: Omit<Rig, 'unit'>, options: UnitOptions = {}): Promise<Unit> {
  const { maker = rig.maker, owner = rig.owners.cn, firmware = '2.3.0', sleepy = false, sample } = options;
  const pid = Pid.parse(options.pid ?? (await maker.createProduct({ body: { name: '卡片机' } })).pid);
  const licence = await issueLicence(rig, { maker, pid, region: owner.region });
  await forgetRates(rig);
  const { text: pairingText } = await owner.createPairingToken({});
  const paired = await pairDevice({
    ...{ pairingText, ...licence, firmware, features: { sleepy } },
    ...(sample === undefined ? {} : { sample }),
  });
  if (!paired.ok) throw new Error(`the unit could not be paired: ${paired.problem.code}`);
  return pairedUnit(rig, { pid, owner, firmware, sleepy, credentials: paired.value });
}

/** A unit that was paired already. */
export function pairedUnit(
  rig: Pick<Rig, 'regions' | 'closers'>,
  {
    pid,
    owner,
    firmware,
    sleepy,
    credentials,
  }: Pick<Unit, 'pid' | 'owner' | 'firmware' | 'credentials'> & { sleepy: boolean },
): Unit {
  const api = () => apiOf(credentials);
  return {
    pid,
    deviceId: credentials.deviceId,
    credentials,
    firmware,
    owner,
    api,
    async camera(chosen = {}) {
      const online = Promise.withResolvers<void>();
      const camera = await startVirtualCamera({
        ...SMALL,
        credentials,
        firmware,
        sleepy,
        waveAfterGrant: 0 as VirtualCameraOptions['waveAfterGrant'],
        ...chosen,
        onNews(news) {
          if (news.is === 'state' && news.state.state === 'online') online.resolve();
          chosen.onNews?.(news);
        },
      });
      rig.closers.push(() => camera.close());
      if (chosen.powered ?? true) await online.promise;
      return camera;
    },
    async device(hooks = {}, { probes = false, silentTo: unanswered, answers = 0 } = {}) {
      const features = { sleepy, probe: probes, simulate: false };
      const connect = unanswered === undefined ? openConnection : silentTo(unanswered, openConnection, answers);
      const raw = await rawDevice({ credentials, firmware, features, connect }, hooks, await api());
      rig.closers.push(() => raw.device.stop());
      if (probes) await eventually(() => expectProbing(rig, owner, credentials));
      return raw;
    },
  };
}

async function expectProbing({ regions }: Pick<Rig, 'regions'>, { region }: Owner, { deviceId }: Credentials) {
  const { rows } = await regions[region].pool.query('SELECT probe FROM device_now WHERE device_id = $1', [deviceId]);
  if (!rows[0]?.probe) throw new Error('the region has not heard what the device can do');
}

async function apiOf({ url, deviceId, secret }: Credentials): Promise<Client<typeof deviceContract>> {
  const clientWith = (headers: Record<string, string>) =>
    createClient(deviceContract, async ({ method, path, body }) => {
      const response = await fetch(url + path, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        body: method === 'GET' ? null : JSON.stringify(body ?? {}),
      });
      return { status: response.status, body: await response.json() };
    });
  const stranger = clientWith({});
  const { challenge } = await stranger.getChallenge({ body: { deviceId } });
  const { token } = await stranger.getToken({ body: { deviceId, challenge, proof: secretProof(secret, challenge) } });
  return clientWith({ authorization: `Bearer ${token}` });
}

let events = 0;

async function rawDevice(
  unit: Pick<DeviceOptions, 'credentials' | 'firmware' | 'features' | 'connect'>,
  hooks: DeviceHooks,
  api: RawDevice['api'],
): Promise<RawDevice> {
  const online = Promise.withResolvers<void>();
  const granted = Promise.withResolvers<Grant>();
  const device = createDevice({
    ...unit,
    hooks: {
      ...hooks,
      onState(state) {
        if (state.state === 'online') online.resolve();
        hooks.onState?.(state);
      },
      onGrant(grant) {
        granted.resolve(grant);
        hooks.onGrant?.(grant);
      },
    },
  });
  device.start();
  await online.promise;
  const put: RawDevice['put'] = ({ url, headers }, bytes) => {
    const { 'content-length': _, ...given } = headers;
    return fetch(url, { method: 'PUT', headers: given, body: new Uint8Array(bytes) });
  };
  return {
    device,
    api,
    grant: granted.promise,
    put,
    async open(event = {}) {
      const { nonce } = await granted.promise;
      const body: OpenEventBody = {
        deviceEventId: `event-${++events}`,
        type: 'motion',
        startedAt: new Date().toISOString(),
        ageMs: 0,
        declaration: { container: 'ts', codec: 'h264', width: 160, height: 90, encryption: 'none' },
        firmware: unit.firmware as never,
        nonce,
        ...event,
      };
      return await api.openEvent({ body });
    },
    async upload({ eventId }, { declaration, bytes }) {
      const target = await api.declareObject({ params: { eventId }, body: declaration });
      const stored = await put(target, bytes);
      if (!stored.ok) throw new Error(`the PUT was answered with ${stored.status}: ${await stored.text()}`);
      await api.commitObject({ params: { eventId, n: declaration.n }, body: {} });
    },
    async close({ eventId }, objects, firmware = unit.firmware) {
      const durationMs = objects.reduce((sum, { declaration }) => sum + declaration.durationMs, 0);
      await api.closeEvent({
        params: { eventId },
        body: { objects: objects.length, durationMs, firmware: firmware as never },
      });
    },
  };
}
