import { releaseAll } from '../../activation/testing/holds.ts';
import { freePorts, type ServerProcess, spawnServer } from '../../activation/testing/processes.ts';
import { openGround, peopleAround, type Rig } from '../../activation/testing/rig.ts';

/** What each process of a divided platform does; of `eu` there is as much as people need who live there. */
const PARTS = {
  api: 'control:api,cn:api,eu:api',
  broker: 'cn:broker',
  judge: 'cn:judge',
  timers: 'control:timers,cn:timers,eu:timers',
} as const;
export type Part = keyof typeof PARTS;
export const PART_NAMES = Object.keys(PARTS) as Part[];

/** Ports of its processes, of HTTP, and of MQTT where it is a broker. */
export type PartPorts = Readonly<Record<Part, readonly number[]>>;

/** What stands before the processes. */
export type Front = {
  url: string;
  mqttUrl: string;
  /** Where planes reach each other, if not at `url`. */
  planesUrl?: string;
  close(): Promise<void>;
};

/** Control and a region, each part of which several processes do, on one database and one disk. */
export type DividedRig = Rig & {
  ports: PartPorts;
  /** Of the n-th process of a part. */
  urlOf(part: Part, n: number): string;
  pidOf(part: Part, n: number): number;
  /** `kill -9`. */
  kill(part: Part, n: number): Promise<void>;
  start(part: Part, n: number): Promise<void>;
  stop(): Promise<void>;
};

type DividedOptions<Given extends Front> = {
  front: (ports: PartPorts) => Promise<Given>;
  /** How many processes do each part. */
  copies?: number;
  environment?: Record<string, string>;
};

export async function startDivided<Given extends Front>({
  front: openFront,
  copies = 2,
  environment = {},
}: DividedOptions<Given>): Promise<DividedRig & { front: Given }> {
  const ground = await openGround({
    KAITONG_PLANE_TOKEN: 'a secret that all parts of this test share',
    ...environment,
  });
  const choose = (): Promise<number[]> => Promise.all(Array.from({ length: copies }, freePorts));
  const ports: PartPorts = {
    api: await choose(),
    broker: await choose(),
    judge: await choose(),
    timers: await choose(),
  };
  const front = await openFront(ports);
  const running = new Map<string, ServerProcess>();
  const nameOf = (part: Part, n: number): string => `${part} ${n}`;

  async function start(part: Part, n: number): Promise<void> {
    const { url, mqttUrl, planesUrl = url } = front;
    const ownEnvironment = {
      ...ground.environment,
      KAITONG_ROLES: PARTS[part],
      KAITONG_PUBLIC_URL: url,
      KAITONG_MQTT_URL: mqttUrl,
      ...(part !== 'api' && { KAITONG_CONTROL_URL: planesUrl }),
      ...(part === 'timers' && { KAITONG_REGION_URLS: `cn=${planesUrl}/cn,eu=${planesUrl}/eu` }),
    };
    running.set(nameOf(part, n), await spawnServer({ environment: ownEnvironment }, ports[part][n] ?? 0));
  }

  const processOf = (part: Part, n: number): ServerProcess => {
    const found = running.get(nameOf(part, n));
    if (!found) throw new Error(`${nameOf(part, n)} does not run`);
    return found;
  };
  const each = PART_NAMES.flatMap((part) => ports[part].map((_, n) => [part, n] as const));
  await Promise.all(each.map(([part, n]) => start(part, n)));
  const rig = await peopleAround(ground, front.url);
  return {
    ...rig,
    ...{ ports, front, start },
    urlOf: (part, n) => `http://127.0.0.1:${ports[part][n]}`,
    pidOf: (part, n) => processOf(part, n).pid,
    kill: (part, n) => processOf(part, n).kill(),
    async stop() {
      await releaseAll();
      await Promise.all(rig.closers.map((close) => close()));
      await Promise.all([...running.values()].map((server) => server.kill()));
      await front.close();
      await ground.close();
    },
  };
}
