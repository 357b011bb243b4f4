import {
  type Pid,
  type PublishedCatalogue,
  type PublishedProduct,
  type Region,
  refusal,
  regionCalls,
} from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { silentLog } from '../../log.ts';
import { createApp } from '../kit/app.ts';
import { type Handlers, mountContract } from '../kit/mount.ts';
import { authenticatePlane } from '../plane-tokens.ts';

export type RegionHandlers = Handlers<typeof regionCalls>;

/** A region's side of the plane for tests of control: what it was told, and answers that a test chooses. */
export type RegionPeer = {
  url: string;
  licences: Map<string, { pid: Pid; authKey: string; revoked?: true }>;
  products: Map<string, PublishedProduct>;
  catalogue(): PublishedCatalogue | undefined;
  /** Resolves with the next thing that this region is told. */
  told(): Promise<void>;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
};

type ChosenAnswer = <K extends keyof RegionHandlers>(operation: K) => RegionHandlers[K] | undefined;

/** Asks at each call whether the test has an answer of its own. */
function answerBy<K extends keyof RegionHandlers>(handlers: RegionHandlers, name: K, chosen: ChosenAnswer): void {
  const usual = handlers[name] as (...args: unknown[]) => unknown;
  const answer = (...args: unknown[]) => ((chosen(name) ?? usual) as typeof usual)(...args);
  handlers[name] = answer as RegionHandlers[K];
}

export async function startRegionPeer(
  region: Region,
  secret: string,
  chosen: ChosenAnswer = () => undefined,
): Promise<RegionPeer> {
  const licences: RegionPeer['licences'] = new Map();
  const products: RegionPeer['products'] = new Map();
  let catalogue: PublishedCatalogue | undefined;
  let waiting: (() => void)[] = [];
  const tell = () => {
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  const handlers: RegionHandlers = {
    isThere: async () => ({}),
    countArrivals: async () => ({ items: [] }),
    countUpdates: async () => ({ items: [] }),
    countUploads: async () => ({
      ...{ updated: { units: 0, opened: 0, arrived: 0 }, others: { units: 0, opened: 0, arrived: 0 } },
    }),
    findDevice: async () => ({ found: null, judge: true }),
    startRun: async () => ({ started: true }),
    endRun: async () => ({}),
    repeatPreflight: async () => ({ test: 1 }),
    startConformance: async () => ({ started: true }),
    endConformance: async () => ({}),
    startSoak: async () => ({ sleepy: false }),
    endSoak: async () => ({}),
    renewClaims: async () => ({}),
    getRunFootage: async () => ({
      state: 'none',
      snapshotUrl: null,
      playlistUrl: null,
      expiresAt: new Date().toISOString(),
    }),
    createResetLink: async () => ({ link: null }),
    publishProduct: async (_caller, { body }) => {
      if ((products.get(body.pid)?.version ?? 0) < body.version) products.set(body.pid, body);
      tell();
      return { version: products.get(body.pid)?.version ?? 0 };
    },
    putLicences: async (_caller, { body }) => {
      for (const { uuid, pid, authKey, revoked } of body.licences)
        licences.set(uuid, { pid, authKey, ...(revoked ? { revoked } : {}) });
      tell();
      return {};
    },
    getMakerDevice: async () => ({ device: null }),
    getDeviceLog: async () => refusal('device_unknown'),
    redeemSupportCode: async () => ({ until: null }),
    listProductDevices: async () => ({ items: [] }),
    endPairing: async () => ({}),
    countFirmware: async () => ({ items: [] }),
    handOver: async () => ({ ended: false }),
    redeemTesterCode: async () => ({ linked: null }),
    removeTesterLink: async () => ({}),
    enableMotionDetection: async () => ({ code: 'not_found', params: {} }),
    publishCatalogue: async (_caller, { body }) => {
      if ((catalogue?.version ?? 0) < body.version) catalogue = body;
      tell();
      return { version: catalogue?.version ?? 0 };
    },
    refundOrder: async () => ({ refused: null }),
    changeContactRequest: async () => ({ refused: null }),
    findOwners: async () => ({ items: [] }),
    suspendOwner: async () => ({ refused: null }),
    getHealth: async () => ({
      devices: 0,
      online: 0,
      subscriptions: 0,
      footageBytes: 0,
      judgeQueue: 0,
      decoder: null,
      unreported: 0,
      hours: null,
      clockSkewMs: 0,
      storage: { isFull: false, freeBytes: 0, leastFreeBytes: 0 },
      keys: 'well',
      reconciled: null,
      move: null,
      certificate: null,
    }),
    getKeyRings: async () => ({ keyRings: [] }),
    rewrapSecrets: async () => ({ rewrapped: 0, unreadable: 0 }),
    reconcileFootage: async () => ({}),
  };
  for (const name of Object.keys(handlers) as (keyof RegionHandlers)[]) answerBy(handlers, name, chosen);
  let app: FastifyInstance | undefined;
  const listen = async (port: number): Promise<string> => {
    app = createApp({ log: silentLog });
    mountContract(app, regionCalls, handlers, { authenticate: { plane: authenticatePlane(secret, region) } });
    return await app.listen({ host: '127.0.0.1', port });
  };
  const url = await listen(0);
  return {
    url,
    licences,
    products,
    catalogue: () => catalogue,
    told: () => new Promise((resolve) => waiting.push(resolve)),
    async goAway() {
      await app?.close();
      app = undefined;
    },
    async comeBack() {
      await listen(Number(new URL(url).port));
    },
  };
}
