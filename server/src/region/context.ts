import type {
  AccountId,
  Client,
  CommandName,
  controlCalls,
  DeviceId,
  EventId,
  FirmwareVersion,
  OwnerId,
  Presence,
  Region,
  ReleaseId,
  ServerCertificate,
  UpdateReport,
  Uuid,
  WrongCertificate,
} from '@kaitong/contract';
import type { Judge, Level2Engine } from '@kaitong/judge';
import type { Kysely, Transaction } from 'kysely';
import type { Clock } from '../clock.ts';
import type { KeyStore } from '../keys/key-store.ts';
import type { Log } from '../log.ts';
import type { Mailer } from '../mail/open-mailer.ts';
import type { FreeSpace } from '../objects/free-space.ts';
import type { LocalDisk } from '../objects/local-disk/local-disk.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { AddressRules } from '../outgoing/address-rules.ts';
import type { PostOutside } from '../outgoing/post-outside.ts';
import type { KeyRing } from '../secrets/wrapping.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import type { Notifications } from '../store/notifications.ts';
import type { Quotas } from '../store/quotas.ts';
import type { RegionTables } from '../store/region/tables.ts';
import type { Authority } from '../tls/own-authority.ts';
import type { DeviceLog } from './device-log/open-device-log.ts';
import type { AdmittedDevices } from './devices/admitted-devices.ts';
import type { RegionLimits } from './limits.ts';
import type { RegionMeasures } from './measures.ts';
import type { PaymentProviders } from './payments/provider.ts';

/** What a region's operations work with. */
export type RegionContext = {
  region: Region;
  db: Kysely<RegionTables>;
  clock: Clock;
  notifications: Notifications;
  control: Client<typeof controlCalls>;
  objects: ObjectStore;
  /** Where objects lie in a bucket: what may lie on the disk still, and goes there. */
  moving?: { far: ObjectStore; disk: LocalDisk; isPassing(prefix: string): boolean } | undefined;
  secrets: KeyRing;
  /** Keys of footage and what was deleted of it, outside the database. */
  keys: KeyStore;
  /** The app's accounts of this region. */
  signIn: SignIn;
  /** `undefined`: no mail server is set up here. */
  mailer: Mailer | undefined;
  /** To addresses that strangers gave. */
  postOutside: PostOutside;
  addressRules: AddressRules;
  /** Whom push services write to when something is wrong with what we send: `mailto:` or `https:` (RFC 8292, 2.1). */
  contact: string;
  /** The address of this region's HTTP API, as cameras and phones reach it; without a slash at the end. */
  publicUrl: string;
  /** Of the server's own making; cameras and phones have to be told to trust it. `undefined`: they trust it by themselves. */
  authority: Authority | undefined;
  /** How what encrypts its lines stands; `null`: nothing does. */
  certificate: () => ServerCertificate | null;
  /** Where units show their certificates; `undefined`: nowhere. */
  certificateUrl: string | undefined;
  /** What cameras connect to: `mqtt://host:port`, or `mqtts://`. */
  mqttUrl: string;
  /** TLS servers whose certificates cameras must refuse, as cameras reach them; none where they cannot. */
  impostorUrls: ReadonlyMap<WrongCertificate, string>;
  limits: RegionLimits;
  /** What owners and products have used, as far as this process gave it. */
  quotas: Quotas;
  payments: PaymentProviders;
  /** Of this process. */
  judge: Judge;
  /** What decodes the region's clips, in this process or in those that judge; `null`: nothing, so no run is started. */
  decoder: () => Promise<Level2Engine | null>;
  /** This region's part of the judge where several regions of a process share it; 1: all of it. */
  judgeShare: number;
  pushes: PushOptions;
  /** Of the disk of the objects. */
  space: FreeSpace;
  log: Log;
  deviceLog: DeviceLog;
  measures: RegionMeasures;
  admitted: AdmittedDevices;
  hooks: RegionHooks;
};

export type PushOptions = {
  /** On the disk of the objects: what is pushed stays here, without a name, until it has arrived and was read. */
  folder: string;
  /** A token may stand in the address, for tools that cannot send headers. */
  tokenInUrl: boolean;
};

export type RegionTransaction = Transaction<RegionTables>;

export type RepliedCommand = {
  deviceId: DeviceId;
  commandId: string;
  name: CommandName;
  ok: boolean;
  reason: string | undefined;
  firmware: FirmwareVersion | undefined;
  /** What was asked. */
  payload: object;
};

/** `isOurs`: a broker of ours went away, and took the device's line with it. */
export type PresenceChange = { deviceId: DeviceId; presence: Presence; isOurs: boolean };

/** What other parts of the region do when something happened to a device; each within the same transaction. */
export type RegionHooks = {
  /** It is given a token: the broker that comes with it in place of ours, if a test has one for it. */
  tokenAsked?: (
    trx: RegionTransaction,
    context: Pick<RegionContext, 'impostorUrls'>,
    deviceId: DeviceId,
  ) => Promise<string | undefined>;
  /** It asks for firmware: the release that a test has for it, whatever its share. */
  offerAsked?: (context: Pick<RegionContext, 'db'>, deviceId: DeviceId) => Promise<ReleaseId | undefined>;
  /** It said what came of an update. */
  updateReported?: (trx: RegionTransaction, deviceId: DeviceId, report: UpdateReport) => Promise<void>;
  /** The first reply to a command; repeated ones are not told. */
  commandReplied?: (trx: RegionTransaction, reply: RepliedCommand) => Promise<void>;
  /** The commands whose replies `commandReplied` makes something of; of all where it does not say. */
  repliesFollowed?: ReadonlySet<CommandName>;
  /** Its owner removed it: it will never be heard of again under this id. */
  deviceRemoved?: (trx: RegionTransaction, deviceId: DeviceId) => Promise<void>;
  presenceChanged?: (trx: RegionTransaction, change: PresenceChange) => Promise<void>;
  /** Privacy mode, its owner's suspension or its removal: what it may record is another now. */
  permissionChanged?: (trx: RegionTransaction, deviceId: DeviceId) => Promise<void>;
  /** Units with these connect no more. */
  licencesRevoked?: (trx: RegionTransaction, uuids: readonly Uuid[]) => Promise<void>;
  /** A recording of something that happened begins: not of continuous footage, nor of what comes late. */
  eventOpened?: (
    trx: RegionTransaction,
    event: { ownerId: OwnerId; deviceId: DeviceId; eventId: EventId; type: string; happenedAt: Date },
  ) => Promise<void>;
  /** Browsers were signed out from elsewhere: nothing that was opened there opens anything any more. */
  sessionsEnded?: (trx: RegionTransaction, sessionIds: readonly string[]) => Promise<void>;
  /** What a member may do with an owner's cameras is less now, or nothing. */
  householdChanged?: (trx: RegionTransaction, member: { ownerId: OwnerId; memberId: OwnerId }) => Promise<void>;
  /** An owner is no tester of an account any more. */
  testerUnlinked?: (trx: RegionTransaction, link: { owner_id: OwnerId; account_id: AccountId }) => Promise<void>;
};
