import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { isRefusal, Region } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Config } from '../config.ts';
import type { CallRequest } from '../http/kit/request.ts';
import { authenticatePlane, type PlaneName, planeToken } from '../http/plane-tokens.ts';
import { openTestRegion, type TestRegion } from '../http/testing/region.ts';
import { silentLog } from '../log.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';
import { publicPartOf } from './keys.ts';
import { openProofs } from './open-proofs.ts';

const JP = Region.parse('jp');
const SECRET = 'a secret that only the planes of this installation share';
const path = '/plane/v1/find-device';
let database: TestDatabase;
let region: TestRegion;
beforeAll(async () => {
  database = await startTestDatabase();
  region = await openTestRegion(database);
});
afterAll(async () => {
  await region.close();
  await database[Symbol.asyncDispose]();
});

const newKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const OWN = { control: newKey(), jp: newKey() };
const publicOf = (pem: string): string => publicPartOf(createPrivateKey(pem) as KeyObject);

/** How far a deployment is on the way from the secret to keys. */
const STEPS = ['secret', 'both', 'keys'] as const;
type Step = (typeof STEPS)[number];

function configOf(name: 'control' | 'jp', step: Step): Pick<Config, 'planeKeys' | 'planeSecret'> {
  const [plane, key]: [PlaneName, string] =
    name === 'control' ? [JP, publicOf(OWN.jp)] : ['control', publicOf(OWN.control)];
  return {
    planeSecret: step === 'keys' ? undefined : SECRET,
    planeKeys: step === 'secret' ? undefined : { own: OWN[name], others: new Map([[plane, [key]]]) },
  };
}

/** Whether a call of one is taken by the other. */
async function isTaken(from: { name: 'control' | 'jp'; step: Step }, to: { name: 'control' | 'jp'; step: Step }) {
  const planes = { control: 'control', jp: JP } as const;
  const [caller, called] = [from, to].map(({ name, step }) => {
    const config = configOf(name, step);
    return openProofs(config, config.planeSecret ?? `master key of ${name}`);
  });
  if (!caller || !called) throw new Error('two planes');
  const headers = caller.of(planes[from.name], planes[to.name])({ method: 'GET', path, body: null });
  const { planeSecret } = configOf(to.name, to.step);
  const known = called.known({ db: region.context.db, log: silentLog });
  const authenticate = authenticatePlane(planeSecret ?? `master key of ${to.name}`, planes[to.name], known);
  const request = { method: 'GET', path: `/jp${path}`, route: path, header: (name: string) => headers[name] };
  return !isRefusal(await authenticate(request as unknown as CallRequest));
}

const isNeighbour = (a: Step, b: Step): boolean => Math.abs(STEPS.indexOf(a) - STEPS.indexOf(b)) <= 1;

test.each(STEPS.flatMap((one) => STEPS.map((other) => [one, other] as const)))(
  'control that is at %s and a region that is at %s hear each other exactly if they are a step apart at most',
  async (one, other) => {
    const [control, jp] = [{ name: 'control', step: one } as const, { name: 'jp', step: other } as const];
    const wanted = isNeighbour(one, other);
    expect([await isTaken(control, jp), await isTaken(jp, control)]).toEqual([wanted, wanted]);
  },
);

test('where keys are all that there is, not even a token of the own secret opens for a plane that has one', async () => {
  const known = openProofs(configOf('jp', 'keys'), 'own').known({ db: region.context.db, log: silentLog });
  const token = planeToken('own', 'control', JP);
  const request = {
    header: (name: string) => (name === 'authorization' ? `Bearer ${token}` : undefined),
  } as CallRequest;
  expect(await authenticatePlane('own', JP)(request)).toEqual({ from: 'control' });
  expect(isRefusal(await authenticatePlane('own', JP, known)(request))).toBe(true);
});
