import type { Client, Pid, Region, regionCalls, ServerCertificate } from '@kaitong/contract';
import type { Kysely, Transaction } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Mailer } from '../mail/open-mailer.ts';
import type { AddressRules } from '../outgoing/address-rules.ts';
import type { PostOutside } from '../outgoing/post-outside.ts';
import type { KeyRing } from '../secrets/wrapping.ts';
import type { SecondFactor } from '../sign-in/second-factor.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import type { ControlTables } from '../store/control/tables.ts';
import type { Notifications } from '../store/notifications.ts';
import type { Authority } from '../tls/own-authority.ts';
import type { ControlLimits } from './limits.ts';
import type { DeviceFeed, FollowRegion } from './products/device-feed.ts';

/** What the control plane's operations work with. */
export type ControlContext = {
  db: Kysely<ControlTables>;
  clock: Clock;
  notifications: Notifications;
  /** Every region of this installation, also those that do not answer now. */
  regions: ReadonlyMap<Region, Client<typeof regionCalls>>;
  /** What happens to their devices, for as long as anybody listens. */
  deviceFeed: DeviceFeed;
  streams: ReadonlyMap<Region, FollowRegion>;
  limits: ControlLimits;
  secrets: KeyRing;
  signIn: SignIn;
  secondFactor: SecondFactor;
  /** `undefined`: no mail server is set up here. */
  mailer: Mailer | undefined;
  /** Whatever is sent to addresses that strangers gave goes this way. */
  postOutside: PostOutside;
  addressRules: AddressRules;
  /** Without a slash at the end. */
  publicUrl: string;
  /** Where owners open the app of each region. */
  appUrls: ReadonlyMap<Region, string>;
  /** Whether nobody but this machine reaches the server. */
  isLocal: boolean;
  /** Of the server's own making; cameras and phones have to be told to trust it. `undefined`: they trust it by themselves. */
  authority: Authority | undefined;
  /** How what encrypts its lines stands; `null`: nothing does. */
  certificate: () => ServerCertificate | null;
  log: Log;
  hooks: ControlHooks;
};

export type ControlTransaction = Transaction<ControlTables>;

/** What other parts of the control plane do when something is settled here; each within the same transaction. */
export type ControlHooks = {
  /** A region has a product's state of this version. */
  publicationConfirmed?: (trx: ControlTransaction, publication: Publication) => Promise<void>;
  /** A region could not be reached with it; it is tried again until it can. Called once per lag. */
  publicationLagging?: (trx: ControlTransaction, publication: Publication) => Promise<void>;
};

/** `isActivated`: in that version. */
export type Publication = { pid: Pid; region: Region; version: number; isActivated: boolean };
