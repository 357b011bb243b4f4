import type { KeptSecretTables } from '../../secrets/kept-secret.ts';
import type { KeptAuthorityTables } from '../../tls/kept-authority.ts';
import type { UptimeTables } from '../../uptime/tables.ts';
import type { ServerProcessTables } from '../server-processes.ts';
import type { AlarmTables } from './alarms.ts';
import type { CommandTables } from './commands.ts';
import type { ConformanceTables } from './conformance.ts';
import type { ConversionTables } from './conversions.ts';
import type { DeviceLogTables } from './device-log.ts';
import type { DeviceTables } from './devices.ts';
import type { EventTables } from './events.ts';
import type { FigureTables } from './figures.ts';
import type { FirmwareTables } from './firmware.ts';
import type { HouseholdTables } from './household.ts';
import type { JudgingTables } from './judging.ts';
import type { LeavingTables } from './leaving.ts';
import type { MovingTables } from './moving.ts';
import type { OpenEventTables } from './open-events.ts';
import type { OrderTables } from './orders.ts';
import type { OwnerTables } from './owners.ts';
import type { PlaybackTables } from './playbacks.ts';
import type { PresenceTables } from './presence.ts';
import type { PushTables } from './pushes.ts';
import type { RecordingGrantTables } from './recording-grants.ts';
import type { RecordingTables } from './recordings.ts';
import type { RenewalTables } from './renewals.ts';
import type { RetentionTables } from './retention.ts';
import type { RunTables } from './runs.ts';
import type { SoakTables } from './soak.ts';
import type { SubscriptionTables } from './subscriptions.ts';

/** A region's schema; each region has its own. */
export type RegionTables = DeviceTables &
  PresenceTables &
  DeviceLogTables &
  FirmwareTables &
  OwnerTables &
  CommandTables &
  RunTables &
  EventTables &
  PlaybackTables &
  ConversionTables &
  PushTables &
  JudgingTables &
  RecordingTables &
  RecordingGrantTables &
  RetentionTables &
  SubscriptionTables &
  RenewalTables &
  OrderTables &
  LeavingTables &
  FigureTables &
  MovingTables &
  AlarmTables &
  HouseholdTables &
  OpenEventTables &
  ConformanceTables &
  SoakTables &
  ServerProcessTables &
  KeptSecretTables &
  KeptAuthorityTables &
  UptimeTables;
