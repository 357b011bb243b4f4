import type { KeptSecretTables } from '../../secrets/kept-secret.ts';
import type { KeptAuthorityTables } from '../../tls/kept-authority.ts';
import type { UptimeTables } from '../../uptime/tables.ts';
import type { ServerProcessTables } from '../server-processes.ts';
import type { AccountTables } from './accounts.ts';
import type { ApplicationTables } from './applications.ts';
import type { BackupTables } from './backups.ts';
import type { BillingTables } from './billing.ts';
import type { BulkActivationTables } from './bulk-activations.ts';
import type { CallTables } from './calls.ts';
import type { CertificateTables } from './certificates.ts';
import type { ConformanceTables } from './conformance.ts';
import type { FindingsTables } from './findings.ts';
import type { FirmwareTables } from './firmware.ts';
import type { NoticeTables } from './notices.ts';
import type { ProductTables } from './products.ts';
import type { SaleTables } from './sales.ts';
import type { ServiceTables } from './services.ts';
import type { SoakTables } from './soak.ts';
import type { WaiverTables } from './waivers.ts';
import type { WebhookTables } from './webhooks.ts';

/** The control plane's schema. */
export type ControlTables = AccountTables &
  ProductTables &
  ServiceTables &
  ApplicationTables &
  BackupTables &
  BillingTables &
  BulkActivationTables &
  CallTables &
  CertificateTables &
  SaleTables &
  ConformanceTables &
  SoakTables &
  FindingsTables &
  FirmwareTables &
  NoticeTables &
  WaiverTables &
  WebhookTables &
  ServerProcessTables &
  KeptSecretTables &
  KeptAuthorityTables &
  UptimeTables;
