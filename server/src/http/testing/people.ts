/** Phones and cameras of tests: they know nothing but the region's public API. */
import { createHmac, randomBytes } from 'node:crypto';
import {
  app,
  type Client,
  createClient,
  type DeviceId,
  device,
  downFilter,
  PairingText,
  type Pid,
  type SampleKind,
  type Send,
  type Uuid,
  upTopic,
} from '@kaitong/contract';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { newPid, newUuid } from '../../secrets/new-ids.ts';
import { hearOwners } from './hear-owners.ts';
import type { TestRegion } from './region.ts';

export type Phone = Client<typeof app> & { cookie(): string };

/** A browser with its own cookies. */
export function openPhone({ context }: TestRegion, headers: Record<string, string> = {}): Phone {
  const cookies = new Map<string, string>();
  const cookie = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const send: Send = async ({ method, path, body }) => {
    const response = await fetch(context.publicUrl + path, {
      method,
      headers: {
        origin: new URL(context.publicUrl).origin,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(cookies.size > 0 ? { cookie: cookie() } : {}),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return { status: response.status, body: await response.json() };
  };
  return { ...createClient(app, send), cookie };
}

export async function signUp(region: TestRegion, name: string): Promise<Phone> {
  const phone = openPhone(region);
  await phone.signUp({ body: { login: `${name}@example.com`, password: 'ten letters', name } });
  return phone;
}

export type Unit = { uuid: Uuid; authKey: string; pid: Pid };

/** A camera from the factory, with a licence that the region knows. */
export async function makeUnit(region: TestRegion, pid = newPid()): Promise<Unit> {
  const unit = { uuid: newUuid(), authKey: randomBytes(16).toString('hex'), pid };
  await region.plane.putLicences({ body: { licences: [unit] } });
  return unit;
}

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex');

export function deviceApi({ context }: TestRegion, token?: string): Client<typeof device> {
  return createClient(device, async ({ method, path, body }) => {
    const response = await fetch(context.publicUrl + path, {
      method,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: method === 'GET' ? null : JSON.stringify(body ?? {}),
    });
    return { status: response.status, body: await response.json() };
  });
}

export type Camera = { deviceId: DeviceId; secret: string };

export async function pairingToken(phone: Phone): Promise<string> {
  const { text } = await phone.createPairingToken({});
  return PairingText.parse(JSON.parse(text)).t;
}

export async function pair(
  region: TestRegion,
  token: string,
  unit: Unit,
  sleepy = false,
  sample?: SampleKind,
): Promise<Camera> {
  return await deviceApi(region).pairDevice({
    body: {
      token,
      uuid: unit.uuid,
      proof: hmac(unit.authKey, `${token}.${unit.uuid}`),
      firmware: '2.3.0',
      features: { sleepy, probe: false },
      ...(sample === undefined ? {} : { sample }),
    },
  });
}

export async function pairNew(region: TestRegion, phone: Phone, pid?: Pid, sleepy = false): Promise<Camera> {
  return await pair(region, await pairingToken(phone), await makeUnit(region, pid), sleepy);
}

export async function tokenOf(region: TestRegion, { deviceId, secret }: Camera): Promise<string> {
  const api = deviceApi(region);
  const { challenge } = await api.getChallenge({ body: { deviceId } });
  return (await api.getToken({ body: { deviceId, challenge, proof: hmac(secret, challenge) } })).token;
}

/** An MQTT connection as a device opens it, whatever a test wants to do wrong with it. */
export function dial(url: string, camera: Camera, token: string, options: IClientOptions = {}): MqttClient {
  const client = connect(url, {
    protocolVersion: 4,
    clientId: camera.deviceId,
    username: camera.deviceId,
    password: token,
    reconnectPeriod: 0,
    ...options,
  });
  client.on('error', () => {}); // what a test waits for is told by `close`
  return client;
}

export type OnlineCamera = Camera & {
  token: string;
  client: MqttClient;
  /** Commands as they arrive; resolves to the next one that no one has taken yet. */
  nextCommand(): Promise<{ name: string; id: string; [key: string]: unknown }>;
  say(status: Record<string, unknown>): Promise<void>;
  reply(message: Record<string, unknown>): Promise<void>;
  closed: Promise<void>;
};

let session = 1;

/** Connects a camera and lets it say that it is there. */
export async function goOnline(
  region: TestRegion,
  camera: Camera,
  options: IClientOptions & { status?: Record<string, unknown>; url?: string } = {},
): Promise<OnlineCamera> {
  const { status = {}, url = region.context.mqttUrl, ...mqtt } = options;
  const token = await tokenOf(region, camera);
  const client = dial(url, camera, token, mqtt);
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve());
    client.once('error', reject);
    client.once('close', () => reject(new Error('closed before it was connected')));
  });
  const arrived: { name: string; id: string }[] = [];
  const waiting: ((command: { name: string; id: string }) => void)[] = [];
  client.on('message', (topic, payload) => {
    const command = { name: topic.split('/').at(-1) ?? '', ...(JSON.parse(String(payload)) as { id: string }) };
    const next = waiting.shift();
    if (next) next(command);
    else arrived.push(command);
  });
  await client.subscribeAsync(downFilter(camera.deviceId), { qos: 1 });
  const own = ++session;
  let sequence = 0;
  const publish = (kind: 'status' | 'reply', message: object) =>
    client.publishAsync(upTopic(camera.deviceId, kind), JSON.stringify(message), { qos: 1 });
  const online: OnlineCamera = {
    ...camera,
    token,
    client,
    closed,
    nextCommand: () => {
      const first = arrived.shift();
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve));
    },
    async say(said) {
      sequence += 1;
      const usual = { session: own, sequence, state: 'online', firmware: '2.3.0' };
      await publish('status', { id: `${own}.${sequence}`, ...usual, ...status, ...said });
    },
    reply: async (message) => void (await publish('reply', message)),
  };
  await online.say({});
  return online;
}

/** `connected`, or the reason why not. */
export function tryToConnect(
  region: TestRegion,
  camera: Camera,
  token: string,
  { url = region.context.mqttUrl, ...options }: IClientOptions & { url?: string } = {},
): Promise<string> {
  const client = dial(url, camera, token, options);
  return new Promise((resolve) => {
    client.once('connect', () => {
      client.end(true);
      resolve('connected');
    });
    client.once('error', (error) => {
      client.end(true);
      resolve(error.message);
    });
  });
}

export const closeOf = (client: MqttClient): Promise<string> =>
  new Promise((resolve) => client.once('close', () => resolve('closed')));

export const presenceOf = async (phone: Phone, { deviceId }: Camera): Promise<string> =>
  (await phone.getDevice({ params: { deviceId } })).presence;

/** Resolves once the device's presence is stored as this. */
export async function becomes(region: TestRegion, phone: Phone, camera: Camera, presence: string): Promise<void> {
  let wake = (): void => {};
  const off = await hearOwners(region.context, () => wake());
  try {
    while (true) {
      const news = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if ((await presenceOf(phone, camera)) === presence) return;
      await news;
    }
  } finally {
    off();
  }
}

/** Answers every command with ok, as a camera does that likes everything. */
export async function obey(camera: OnlineCamera, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    const { id } = await camera.nextCommand();
    await camera.reply({ id, ok: true });
  }
}

/** Resolves to a refusal's code. */
export const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'ok',
    (error: { problem?: { code: string } }) => {
      if (!error.problem) throw error;
      return error.problem.code;
    },
  );
