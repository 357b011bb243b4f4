import type { Region } from '@kaitong/contract';

type Settings = {
  KAITONG_REGION_URLS: ReadonlyMap<Region, string>;
  KAITONG_CONTROL_URL?: string | undefined;
  KAITONG_PLANE_TOKEN?: string | undefined;
  KAITONG_PLANE_KEY?: string | undefined;
  KAITONG_REGION_KEYS: ReadonlyMap<Region, readonly string[]>;
  KAITONG_CONTROL_KEY: readonly string[];
  KAITONG_INSECURE_LAN: boolean;
};

const isOnNet = (url: string): boolean => !/^(https:|http:\/\/(localhost|127\.[\d.]+|\[::1\])([:/]|$))/.test(url);

/** Sentences on how this process proves who it is to planes in other places, and they to it. */
export function findPlaneContradictions(settings: Settings): string[] {
  const { KAITONG_REGION_URLS: urls, KAITONG_CONTROL_URL: controlUrl, KAITONG_REGION_KEYS: regionKeys } = settings;
  const { KAITONG_CONTROL_KEY: controlKeys, KAITONG_PLANE_KEY: own, KAITONG_PLANE_TOKEN: token } = settings;
  const wrong: string[] = [];
  const unknown = [...regionKeys.keys()].filter((region) => !urls.has(region));
  for (const region of unknown)
    wrong.push(`KAITONG_REGION_KEYS names ${region}, of which KAITONG_REGION_URLS has no address; add it there.`);
  if (controlKeys.length > 0 && controlUrl === undefined)
    wrong.push(
      'KAITONG_CONTROL_KEY is for processes without the control plane; remove it, or set KAITONG_CONTROL_URL.',
    );
  const hasOthers = regionKeys.size > 0 || controlKeys.length > 0;
  if (hasOthers && own === undefined)
    wrong.push(
      'KAITONG_PLANE_KEY is missing; make it with plane-key FILE, and tell the other planes what that prints.',
    );
  if (own !== undefined && !hasOthers)
    wrong.push(
      'KAITONG_PLANE_KEY is set, but no key of another plane; set KAITONG_REGION_KEYS where control is, and KAITONG_CONTROL_KEY in a region.',
    );
  const isKnown = [...urls.keys()].every((region) => regionKeys.has(region));
  if (token === undefined && !(isKnown && (controlUrl === undefined || controlKeys.length > 0)))
    wrong.push(
      'KAITONG_PLANE_TOKEN is missing; give planes in different places the same one, by which they prove that they belong together, or keys: KAITONG_PLANE_KEY with KAITONG_REGION_KEYS or KAITONG_CONTROL_KEY.',
    );
  const signed = [
    ...[...regionKeys.keys()].map((region) => urls.get(region)),
    controlKeys.length > 0 ? controlUrl : '',
  ];
  const open = signed.find((url) => url && isOnNet(url));
  if (open && !settings.KAITONG_INSECURE_LAN)
    wrong.push(
      `${open === controlUrl ? 'KAITONG_CONTROL_URL' : 'KAITONG_REGION_URLS'} names ${open}, so what planes answer each other would cross the network unencrypted; let it begin with https://; KAITONG_INSECURE_LAN=1 allows it on a network you trust.`,
    );
  return wrong;
}
