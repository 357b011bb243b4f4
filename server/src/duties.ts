import { Region } from '@kaitong/contract';
import type { PlaneName } from './http/plane-tokens.ts';

/**
 * What a process does for a plane: it answers calls over HTTP, has the lines of cameras, judges clips, and does what goes
 * on unasked. Any of it can be done by several processes at once; together they are the plane.
 */
export const DUTIES = ['api', 'broker', 'judge', 'timers'] as const;
export type Duty = (typeof DUTIES)[number];

/** Of each plane that a process plays, in part or whole. */
export type Duties = ReadonlyMap<PlaneName, ReadonlySet<Duty>>;

/** Control has no cameras, and so nothing to judge. */
const DUTIES_OF_CONTROL: readonly Duty[] = ['api', 'timers'];

export const dutiesOf = (plane: PlaneName): readonly Duty[] => (plane === 'control' ? DUTIES_OF_CONTROL : DUTIES);

export const hasDuty = (duties: Duties, plane: PlaneName, duty: Duty): boolean => duties.get(plane)?.has(duty) ?? false;

/** The regions that a process plays, or those for which it has this duty. */
export const regionsOf = (duties: Duties, duty?: Duty): Region[] =>
  [...duties.keys()].flatMap((plane) =>
    plane === 'control' || (duty !== undefined && !hasDuty(duties, plane, duty)) ? [] : [plane],
  );

/** Whether other processes have a share in what this one plays. */
export const isShared = (duties: Duties): boolean =>
  [...duties].some(([plane, own]) => own.size < dutiesOf(plane).length);

/** As `KAITONG_ROLES` would say it. */
export const describeDuties = (duties: Duties): string =>
  [...duties]
    .flatMap(([plane, own]) =>
      own.size === dutiesOf(plane).length ? plane : [...own].map((duty) => `${plane}:${duty}`),
    )
    .join();

/** Words that stand where a region's name would in a URL. */
const TAKEN = new Set(['api', 'assets', 'control', 'device', 'healthz', 'metrics', 'plane', 'readyz', 'setup']);

/** Whether a region may have this name. */
export const isRegionName = (name: string): name is Region => Region.safeParse(name).success && !TAKEN.has(name);

/** `control,cn:api,cn:timers`: a plane alone is all of it. `say` is told what is wrong. */
export function readDuties(text: string, say: (wrong: string) => void): Duties {
  const duties = new Map<PlaneName, Set<Duty>>();
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const [name = '', duty] = entry.split(/:(.*)/s);
    if (name !== 'control' && !isRegionName(name)) {
      say(`; it names the region "${name}", and a region is 2 to 12 lower-case letters and digits, like cn.`);
      continue;
    }
    const possible = dutiesOf(name);
    const own = duty === undefined ? possible : possible.filter((one) => one === duty);
    if (own.length === 0) say(`; ${entry} is no part of ${name}, which has ${possible.join(', ')}.`);
    duties.set(name, new Set([...(duties.get(name) ?? []), ...own]));
  }
  if (duties.size === 0) say('; name what this process plays, for instance control,cn,eu,us.');
  return duties;
}

type Settings = {
  KAITONG_ROLES: Duties;
  KAITONG_WORKERS: number;
  KAITONG_REGION_URLS: ReadonlyMap<Region, string>;
  KAITONG_CONTROL_URL?: string | undefined;
  KAITONG_DATABASE_URL?: string | undefined;
  KAITONG_MQTT_URL?: string | undefined;
};

/** Sentences on what does not go together when planes, or parts of one, are in different processes. */
export function findDutyContradictions(settings: Settings): string[] {
  const { KAITONG_ROLES: duties, KAITONG_REGION_URLS: urls, KAITONG_CONTROL_URL: controlUrl } = settings;
  const wrong: string[] = [];
  const answersControl = hasDuty(duties, 'control', 'api');
  for (const region of urls.keys())
    if (hasDuty(duties, region, 'api'))
      wrong.push(
        `KAITONG_REGION_URLS names ${region}, which this process plays itself; remove it there or from KAITONG_ROLES.`,
      );
  for (const region of duties.has('control') ? regionsOf(duties) : [])
    if (!hasDuty(duties, region, 'api') && !urls.has(region))
      wrong.push(
        `KAITONG_REGION_URLS is without ${region}, whose calls another process answers; name its address, which control must know.`,
      );
  if (answersControl && controlUrl !== undefined)
    wrong.push(
      'KAITONG_CONTROL_URL is for processes without the control plane; remove it, or control from KAITONG_ROLES.',
    );
  const [region] = regionsOf(duties);
  if (!answersControl && region !== undefined && controlUrl === undefined)
    wrong.push(
      `KAITONG_CONTROL_URL is missing; set it to where the control plane is, which the region ${region} must know.`,
    );
  if (isShared(duties) && settings.KAITONG_DATABASE_URL === undefined)
    wrong.push(
      'KAITONG_ROLES leaves a part of what it names to other processes; set KAITONG_DATABASE_URL to the PostgreSQL that all of them share.',
    );
  const lineless = regionsOf(duties, 'api').find((one) => !hasDuty(duties, one, 'broker'));
  if (lineless !== undefined && settings.KAITONG_MQTT_URL === undefined)
    wrong.push(
      `KAITONG_MQTT_URL is missing; set it to where cameras of ${lineless} reach the broker, as in mqtts://cam.example.com:8883.`,
    );
  if (settings.KAITONG_WORKERS > 1 && regionsOf(duties, 'api').length === 0 && !answersControl)
    wrong.push('KAITONG_WORKERS is for processes that answer calls; set it to 1, or add an api to KAITONG_ROLES.');
  return wrong;
}
