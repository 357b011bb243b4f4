import type { Client, Region, regionCalls } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { ControlContext } from '../control/context.ts';
import { controlLimits } from '../control/limits.ts';
import { type FollowRegion, openDeviceFeed } from '../control/products/device-feed.ts';
import { prolongSilences } from '../control/prolong-silences.ts';
import { catchUpRegions } from '../control/regions/catch-up.ts';
import { applicationHooks, startControlWork } from '../control/work.ts';
import type { Duty } from '../duties.ts';
import { addressRules } from '../outgoing/address-rules.ts';
import { postOutside } from '../outgoing/post-outside.ts';
import { openKeptSecret } from '../secrets/kept-secret.ts';
import { createSignIn } from '../sign-in/create-sign-in.ts';
import { SecondFactor } from '../sign-in/second-factor.ts';
import type { SignInTables } from '../sign-in/tables.ts';
import { CONTROL_SCHEMA, controlMigrations } from '../store/control/migrations.ts';
import type { ControlTables } from '../store/control/tables.ts';
import { tellProcess } from '../store/server-processes.ts';
import { keepUptime } from '../uptime/keep-uptime.ts';
import { openPlane, type PlaneParts } from './open-plane.ts';

export type ControlPlane = { context: ControlContext; work(): Promise<void> };

/** The control plane on its schema, ready to answer. `work` begins what it does by itself. */
export async function openControl(
  stack: AsyncDisposableStack,
  parts: PlaneParts & { duties: ReadonlySet<Duty> },
  regions: ReadonlyMap<Region, Client<typeof regionCalls>>,
  streams: ReadonlyMap<Region, FollowRegion>,
  appUrls: ReadonlyMap<Region, string>,
): Promise<ControlPlane> {
  const { secrets, lanes, addresses, authority, certificate, fullness, mailer, duties, log } = parts;
  const rules = addressRules(parts.privateReceivers);
  const { publicUrl, origins } = addresses;
  const plane = await openPlane<ControlTables>(stack, parts, CONTROL_SCHEMA, controlMigrations);
  const process = tellProcess({ ...plane, secrets }, (err) => log.warn({ err }, 'process.untold'));
  stack.defer(() => process.stop());
  const uptime = await keepUptime({
    ...{ db: plane.db, log },
    listUp: async () => (fullness.isFull() || !duties.has('api') ? [] : ['api']), // what regions report cannot be taken then
    onReturn: prolongSilences,
  });
  stack.defer(() => uptime.stop());
  const issuer = `Kaitong ${new URL(publicUrl).hostname}`;
  const secondFactor = new SecondFactor(plane.db as unknown as Kysely<SignInTables>, {
    secrets,
    clock: plane.clock,
    issuer,
  });
  const signIn = createSignIn(plane.db, {
    secret: await openKeptSecret(plane.db, secrets, 'console cookies'),
    site: 'console',
    publicUrl,
    cookiePrefix: 'kaitong-console',
    cookiePath: '/',
    lanes,
    knownKeys: secrets.derive('known browsers console'),
    secondFactor,
    clock: plane.clock,
    log,
    origins,
    isLocal: addresses.isLocal,
  });
  const context: ControlContext = {
    ...plane,
    regions,
    deviceFeed: openDeviceFeed(streams, log),
    streams,
    limits: controlLimits,
    secrets,
    signIn,
    secondFactor,
    mailer,
    postOutside: postOutside({ rules }),
    addressRules: rules,
    publicUrl,
    appUrls,
    isLocal: addresses.isLocal,
    authority,
    certificate,
    log,
    hooks: applicationHooks,
  };

  async function work(): Promise<void> {
    if (!duties.has('timers')) return;
    await catchUpRegions(context);
    const worker = startControlWork(context);
    stack.defer(() => worker.stop());
  }
  return { context, work };
}
