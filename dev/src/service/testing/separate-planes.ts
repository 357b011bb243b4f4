// Control and two regions as servers of their own, each of which may be away; a maker's product, and owners in both regions.
import { Pid } from '@kaitong/contract';
import { type Credentials, pairDevice } from '@kaitong/device';
import { createLog, readConfig, type Server, startServer } from '@kaitong/server';
import { cheapPasswords, forgetOutages, sharedJudge } from '@kaitong/server/testing';
import { expect } from 'vitest';
import { eventually } from '../../activation/testing/eventually.ts';
import { createMaker, createOwner, type Maker, type Owner } from '../../activation/testing/people.ts';
import { freePorts } from '../../activation/testing/processes.ts';
import { type Ground, openGround, type RegionName } from '../../activation/testing/rig.ts';
import { pairedUnit, type Unit } from '../../activation/testing/units.ts';

export type PlaneName = 'control' | RegionName;
export const REGION_NAMES = ['cn', 'eu'] as const;
export const PLANE_NAMES = ['control', ...REGION_NAMES] as const satisfies readonly PlaneName[];

const LICENCES = 5;

export type SeparatePlanes = {
  ground: Ground;
  servers: Record<PlaneName, Server>;
  maker: Maker;
  owners: Record<RegionName, Owner>;
  /** Of the maker's product; it has five licences. */
  pid: Pid;
  start(name: PlaneName): Promise<void>;
  /** The camera with the n-th licence reads the code of an owner: its credentials, or the code that it was refused with. */
  tryToPair(name: RegionName, n: number, handOverCode?: string): Promise<Credentials | string>;
  pair(name: RegionName, n: number, handOverCode?: string): Promise<Unit>;
  /** Fails where a server logged an error. */
  stop(): Promise<void>;
};

export async function startSeparatePlanes(): Promise<SeparatePlanes> {
  const ground = await openGround({ KAITONG_PLANE_TOKEN: 'a secret that all planes of this test share' });
  const ports = { control: await freePorts(), cn: await freePorts(), eu: await freePorts() };
  const url = (name: PlaneName) => `http://127.0.0.1:${ports[name]}`;
  const errors: string[] = [];
  const log = createLog({ level: 'error' }, { write: (line) => void errors.push(line) });
  const judge = await sharedJudge('none');
  async function startPlane(name: PlaneName): Promise<Server> {
    const others =
      name === 'control'
        ? { KAITONG_REGION_URLS: REGION_NAMES.map((region) => `${region}=${url(region)}/${region}`).join(',') }
        : { KAITONG_CONTROL_URL: url('control') };
    const environment = { ...ground.environment, KAITONG_ROLES: name, KAITONG_PORT: String(ports[name]), ...others };
    return await startServer(readConfig(environment), { log, judge, passwords: cheapPasswords });
  }
  const servers = { cn: await startPlane('cn'), eu: await startPlane('eu'), control: await startPlane('control') };
  for (const { db } of [ground.control, ground.regions.cn, ground.regions.eu]) await forgetOutages(db);
  const maker = await createMaker({ ...ground, url: url('control') });
  const owners = {
    cn: await createOwner({ ...ground, url: url('cn') }, 'cn'),
    eu: await createOwner({ ...ground, url: url('eu') }, 'eu'),
  };
  const pid = Pid.parse((await maker.createProduct({ body: { name: '看家' } })).pid);
  const { licences } = await maker.issueLicences({ params: { pid }, body: { count: LICENCES } });
  await eventually(async () => {
    const { rows } = await ground.control.pool.query('SELECT FROM licence_delivery WHERE delivered_at IS NULL');
    expect(rows).toEqual([]);
  });
  const closers: (() => Promise<void>)[] = [];
  const tryToPair: SeparatePlanes['tryToPair'] = async (name, n, handOverCode) => {
    const { text: pairingText } = await owners[name].createPairingToken({ body: { handOverCode } });
    const { uuid = '', authKey = '' } = licences[n] ?? {};
    const paired = await pairDevice({ pairingText, uuid, authKey, firmware: '2.3.0' });
    return paired.ok ? paired.value : paired.problem.code;
  };
  return {
    ...{ ground, servers, maker, owners, pid, tryToPair },
    async start(name) {
      servers[name] = await startPlane(name);
    },
    async pair(name, n, handOverCode) {
      const credentials = await tryToPair(name, n, handOverCode);
      if (typeof credentials === 'string') throw new Error(credentials);
      const rig = { regions: ground.regions, closers };
      return pairedUnit(rig, { pid, owner: owners[name], firmware: '2.3.0', sleepy: false, credentials });
    },
    async stop() {
      await Promise.all(closers.map((close) => close()));
      for (const server of Object.values(servers)) await server.stop();
      await ground.close();
      expect(errors).toEqual([]);
    },
  };
}
