import {
  accounts,
  applications,
  audit,
  billing,
  bulkActivations,
  type Client,
  certificates,
  conformance,
  controlClaims,
  createClient,
  deviceLogs,
  findings,
  firmware,
  installation,
  notices,
  operatorAudit,
  operatorSales,
  operatorWaivers,
  overview,
  products,
  Region,
  regionCalls,
  type Session,
  sales,
  services,
  soaks,
  submissions,
  team,
  terminals,
  waivers,
  webhooks,
} from '@kaitong/contract';
import type { Kysely } from 'kysely';
import { findMaker, findOperator } from '../../control/accounts/find-caller.ts';
import { openSetUpLink } from '../../control/accounts/set-up.ts';
import type { ControlContext, ControlHooks } from '../../control/context.ts';
import { controlLimits } from '../../control/limits.ts';
import { openDeviceFeed } from '../../control/products/device-feed.ts';
import { prolongSilences } from '../../control/prolong-silences.ts';
import { runDeliveries } from '../../control/regions/deliveries.ts';
import { type Log, silentLog } from '../../log.ts';
import { addressRules } from '../../outgoing/address-rules.ts';
import { postOutside } from '../../outgoing/post-outside.ts';
import { createKeyRing } from '../../secrets/wrapping.ts';
import { createSignIn } from '../../sign-in/create-sign-in.ts';
import { SecondFactor } from '../../sign-in/second-factor.ts';
import type { SignInTables } from '../../sign-in/tables.ts';
import { cheapLanes } from '../../sign-in/testing/lanes.ts';
import { CONTROL_SCHEMA, controlMigrations } from '../../store/control/migrations.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { openNotifications } from '../../store/notifications.ts';
import { createTestClock, forgetOutages, startTestDatabase, type TestClock } from '../../store/testing.ts';
import { keepUptime } from '../../uptime/keep-uptime.ts';
import { applicationHandlers } from '../applications.ts';
import { mountCertificatePages } from '../certificates/mount-pages.ts';
import { mountAccountEvents } from '../control/account-events.ts';
import { accountHandlers } from '../control/accounts.ts';
import { auditHandlers, mountAuditFiles } from '../control/audit.ts';
import { billingHandlers, mountStatementLines } from '../control/billing.ts';
import { bulkActivationHandlers, mountBulkJunit } from '../control/bulk-activations.ts';
import { certificateHandlers } from '../control/certificates.ts';
import { claimHandlers } from '../control/claims.ts';
import { conformanceHandlers } from '../control/conformance.ts';
import { deviceLogHandlers } from '../control/device-logs.ts';
import { findingsHandlers } from '../control/findings.ts';
import { firmwareHandlers, mountReleaseImages } from '../control/firmware.ts';
import { installationHandlers } from '../control/installation.ts';
import { mountListFiles } from '../control/list-files.ts';
import { onceOf } from '../control/mount-control.ts';
import { noticeHandlers } from '../control/notices.ts';
import { operatorBilling, operatorBillingHandlers } from '../control/operator-billing.ts';
import { operatorSaleHandlers } from '../control/operator-sales.ts';
import { overviewHandlers } from '../control/overview.ts';
import { productHandlers } from '../control/products.ts';
import { saleHandlers } from '../control/sales.ts';
import { serviceHandlers } from '../control/services.ts';
import { soakHandlers } from '../control/soaks.ts';
import { mountSubmissions, submissionHandlers } from '../control/submissions.ts';
import { teamHandlers } from '../control/team.ts';
import { terminalHandlers } from '../control/terminals.ts';
import { waiverHandlers } from '../control/waivers.ts';
import { webhookHandlers } from '../control/webhooks.ts';
import { mountFindings } from '../findings/mount-findings.ts';
import { createApp } from '../kit/app.ts';
import { mountContract } from '../kit/mount.ts';
import { planeSend } from '../plane-send.ts';
import { planeStream } from '../plane-stream.ts';
import { authenticatePlane, byToken, planeToken } from '../plane-tokens.ts';
import { type Browser, type BrowserOptions, createBrowser } from './browser.ts';
import { type RegionHandlers, type RegionPeer, startRegionPeer } from './region-peer.ts';

const SECRET = 'plane secret of a test';
export const PASSWORD = 'correct horse battery';

export type ControlRig = {
  url: string;
  context: ControlContext;
  clock: TestClock;
  regions: Record<'cn' | 'eu', RegionPeer>;
  browser(options?: BrowserOptions): Browser;
  /** A signed-in maker with an account of their own. */
  maker(name: string): Promise<RigMaker>;
  /** The signed-in first operator; once in a rig. */
  operator(): Promise<Browser & { session: Session }>;
  /** Control as a region asks it. */
  asRegion(name: 'cn' | 'eu'): Client<typeof controlClaims>;
  [Symbol.asyncDispose](): Promise<void>;
};

export type RigMaker = Browser & { session: Session; login: string };

type RigOptions = {
  /** Read at each call: a test may change them meanwhile. */
  answers?: Record<'cn' | 'eu', Partial<RegionHandlers>>;
  hooks?: ControlHooks;
  log?: Log;
  mailer?: ControlContext['mailer'];
  /** Where inside webhooks may be sent to. */
  privateReceivers?: string[];
  /** Where browsers believe to be; passkeys need a host name and https. */
  publicUrl?: string;
};

/** Accounts, products and services over HTTP on a database of their own, with two regions that only know the plane. */
export async function startControl({
  answers = { cn: {}, eu: {} },
  hooks = {},
  log = silentLog,
  mailer,
  privateReceivers = [],
  publicUrl = 'http://127.0.0.1',
}: RigOptions = {}): Promise<ControlRig> {
  const server = await startTestDatabase();
  const database = openDatabase<ControlTables>(server.connection, CONTROL_SCHEMA, () => {});
  await migrate(database.db, CONTROL_SCHEMA, controlMigrations);
  const notifications = await openNotifications(server.connection, CONTROL_SCHEMA, () => {});
  const clock = createTestClock([database.db]);
  const peers = {
    cn: await startRegionPeer(Region.parse('cn'), SECRET, (operation) => answers.cn[operation]),
    eu: await startRegionPeer(Region.parse('eu'), SECRET, (operation) => answers.eu[operation]),
  };
  const clients = Object.entries(peers).map(([name, { url }]) => {
    const region = Region.parse(name);
    return [region, createClient(regionCalls, planeSend(url, planeToken(SECRET, 'control', region)))] as const;
  });
  const streams = new Map(
    Object.entries(peers).map(([name, { url }]) => {
      const region = Region.parse(name);
      return [region, planeStream(url, byToken(planeToken(SECRET, 'control', region)))] as const;
    }),
  );
  const rules = addressRules(privateReceivers);
  const secrets = createKeyRing(new Uint8Array(32).fill(7));
  const origins = new Set<string>();
  const issuer = `Kaitong ${new URL(publicUrl).hostname}`;
  const secondFactor = new SecondFactor(database.db as unknown as Kysely<SignInTables>, {
    secrets,
    clock: clock,
    issuer,
  });
  const signIn = createSignIn(database.db, {
    secret: secrets.derive('console cookies')[0],
    site: 'console',
    publicUrl,
    cookiePrefix: 'kaitong-console',
    cookiePath: '/',
    lanes: cheapLanes(),
    knownKeys: secrets.derive('known browsers console'),
    secondFactor,
    clock,
    log,
    origins,
    isLocal: true,
  });
  const context: ControlContext = {
    db: database.db,
    clock,
    notifications,
    regions: new Map(clients),
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
    appUrls: new Map(clients.map(([region]) => [region, `${publicUrl}/${region}/app`])),
    isLocal: true,
    authority: undefined,
    certificate: () => null,
    log,
    hooks,
  };
  const uptime = await keepUptime({
    ...{ db: database.db, log: silentLog },
    listUp: async () => ['api'],
    onReturn: prolongSilences,
  });
  await forgetOutages(database.db);
  const app = createApp({ log });
  const authenticate = {
    maker: (request: Parameters<typeof findMaker>[1], operation: string) => findMaker(context, request, operation),
    operator: (request: Parameters<typeof findMaker>[1], operation: string) =>
      findOperator(context, request, operation),
    plane: authenticatePlane(SECRET, 'control'),
  };
  mountContract(app, accounts, accountHandlers(context), { authenticate, once: onceOf(context) });
  mountContract(app, team, teamHandlers(context), { authenticate, once: onceOf(context) });
  mountContract(app, installation, installationHandlers(context), { authenticate });
  mountContract(app, products, productHandlers(context), { authenticate, once: onceOf(context) });
  mountContract(app, overview, overviewHandlers(context), { authenticate });
  mountContract(app, deviceLogs, deviceLogHandlers(context), { authenticate });
  mountContract(app, sales, saleHandlers(context), { authenticate });
  mountContract(app, services, serviceHandlers(context), { authenticate });
  mountContract(app, applications, applicationHandlers(context), { authenticate });
  mountContract(app, bulkActivations, bulkActivationHandlers(context), { authenticate, once: onceOf(context) });
  mountBulkJunit(app, context, authenticate);
  mountContract(app, conformance, conformanceHandlers(context), { authenticate });
  mountContract(app, soaks, soakHandlers(context), { authenticate });
  mountCertificatePages(app, context);
  mountFindings(app, context);
  mountContract(app, firmware, firmwareHandlers(context), { authenticate, once: onceOf(context) });
  mountReleaseImages(app, context, authenticate);
  mountContract(app, findings, findingsHandlers(context), { authenticate, once: onceOf(context) });
  mountContract(app, certificates, certificateHandlers(context), { authenticate });
  mountContract(app, submissions, submissionHandlers(context), { authenticate });
  mountSubmissions(app, context, authenticate);
  mountContract(app, { ...waivers, ...operatorWaivers }, waiverHandlers(context), { authenticate });
  mountContract(app, billing, billingHandlers(context), { authenticate });
  mountContract(app, operatorBilling, operatorBillingHandlers(context), { authenticate });
  mountContract(app, notices, noticeHandlers(context), { authenticate, once: onceOf(context) });
  mountContract(app, terminals, terminalHandlers(context), { authenticate });
  mountContract(app, webhooks, webhookHandlers(context), { authenticate, once: onceOf(context) });
  mountContract(app, { ...audit, ...operatorAudit }, auditHandlers(context), { authenticate });
  mountAuditFiles(app, context, authenticate);
  mountListFiles(app, context, authenticate);
  mountStatementLines(app, context, authenticate);
  mountAccountEvents(app, context, authenticate);
  mountContract(app, operatorSales, operatorSaleHandlers(context), { authenticate });
  mountContract(app, controlClaims, claimHandlers(context), { authenticate });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  origins.add(url);
  const deliveries = runDeliveries(context);
  const browser = (options: BrowserOptions = {}) => createBrowser(url, options);
  async function maker(name: string): Promise<RigMaker> {
    const made = browser();
    const login = `${name}@example.com`;
    const session = await made.client(accounts).register({ body: { login, password: PASSWORD, accountName: name } });
    return { ...made, session, login };
  }
  return {
    url,
    context,
    clock,
    regions: peers,
    browser,
    maker,
    asRegion(name) {
      return createClient(controlClaims, planeSend(url, planeToken(SECRET, Region.parse(name), 'control')));
    },
    async operator() {
      const made = browser();
      const token = new URL((await openSetUpLink(context)) ?? '').searchParams.get('token') ?? '';
      const session = await made
        .client(accounts)
        .setUp({ body: { token, login: 'operator@example.com', password: PASSWORD } });
      return { ...made, session };
    },
    async [Symbol.asyncDispose]() {
      await deliveries.stop();
      await app.close();
      await Promise.all([peers.cn.goAway(), peers.eu.goAway()]);
      await uptime.stop();
      await notifications.close();
      await database.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
