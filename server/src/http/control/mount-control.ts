import {
  accounts,
  applications,
  audit,
  authority,
  billing,
  bulkActivations,
  certificates,
  conformance,
  controlClaims,
  controlPlane,
  controlReports,
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
  sales,
  services,
  soaks,
  submissions,
  team,
  terminals,
  waivers,
  webhooks,
} from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import type { BackupPlace } from '../../backup/make-backup.ts';
import type { VerifyPlace } from '../../backup/verify-backup.ts';
import type { MakerCaller } from '../../callers.ts';
import { findMaker, findOperator } from '../../control/accounts/find-caller.ts';
import { answerOnce } from '../../control/calls/answer-once.ts';
import type { ControlContext } from '../../control/context.ts';
import { confirmRead } from '../../store/unsure.ts';
import { applicationHandlers, controlPlaneHandlers, mountApplicationEvents } from '../applications.ts';
import { mountCertificatePages } from '../certificates/mount-pages.ts';
import { mountFindings } from '../findings/mount-findings.ts';
import type { Once } from '../kit/keyed-call.ts';
import { type Authenticators, mountContract } from '../kit/mount.ts';
import type { OpenShares } from '../shares.ts';
import { mountAccountEvents } from './account-events.ts';
import { accountHandlers } from './accounts.ts';
import { auditHandlers, mountAuditFiles } from './audit.ts';
import { authorityHandlers } from './authority.ts';
import { mountBackup } from './backup.ts';
import { billingHandlers, mountStatementLines, salesReportHandlers } from './billing.ts';
import { bulkActivationHandlers, mountBulkJunit } from './bulk-activations.ts';
import { certificateHandlers } from './certificates.ts';
import { claimHandlers } from './claims.ts';
import { conformanceHandlers, mountConformanceEvents } from './conformance.ts';
import { deviceLogHandlers, mountDeviceLogEvents } from './device-logs.ts';
import { findingsHandlers } from './findings.ts';
import { firmwareHandlers, mountReleaseImages } from './firmware.ts';
import { installationHandlers } from './installation.ts';
import { mountListFiles } from './list-files.ts';
import { noticeHandlers } from './notices.ts';
import { operatorBilling, operatorBillingHandlers } from './operator-billing.ts';
import { operatorSaleHandlers } from './operator-sales.ts';
import { overviewHandlers } from './overview.ts';
import { productHandlers } from './products.ts';
import { saleHandlers } from './sales.ts';
import { serviceHandlers } from './services.ts';
import { soakHandlers } from './soaks.ts';
import { mountSubmissions, submissionHandlers } from './submissions.ts';
import { teamHandlers } from './team.ts';
import { terminalHandlers } from './terminals.ts';
import { waiverHandlers } from './waivers.ts';
import { webhookHandlers } from './webhooks.ts';

/** Calls with an `Idempotency-Key`; only makers and operators have any. */
export const onceOf =
  (context: ControlContext): Once =>
  ({ caller, ...call }, answer) =>
    answerOnce(context, { caller: caller as MakerCaller, ...call }, answer);

/** Everything that the control plane answers over HTTP. */
export function mountControl(
  app: FastifyInstance,
  context: ControlContext,
  plane: Authenticators['plane'],
  backup: BackupPlace & VerifyPlace,
  openShares: OpenShares,
): void {
  const authenticate = {
    maker: (request, operation) => findMaker(context, request, operation),
    operator: (request, operation) => findOperator(context, request, operation),
    plane,
  } satisfies Partial<Authenticators>;
  const once = onceOf(context);
  const shares = openShares(context.signIn);
  mountContract(app, accounts, accountHandlers(context), { authenticate, once, shares });
  mountContract(app, authority, authorityHandlers(context), { authenticate });
  mountContract(app, team, teamHandlers(context), { authenticate, once });
  mountContract(app, installation, installationHandlers(context), { authenticate });
  mountContract(app, products, productHandlers(context), { authenticate, once });
  mountContract(app, overview, overviewHandlers(context), { authenticate });
  mountContract(app, sales, saleHandlers(context), { authenticate, once });
  mountContract(app, services, serviceHandlers(context), { authenticate, once });
  mountContract(app, deviceLogs, deviceLogHandlers(context), { authenticate, once });
  mountContract(app, applications, applicationHandlers(context), { authenticate, once });
  mountContract(app, bulkActivations, bulkActivationHandlers(context), { authenticate, once });
  mountContract(app, findings, findingsHandlers(context), { authenticate, once });
  mountContract(app, firmware, firmwareHandlers(context), { authenticate, once });
  mountContract(app, certificates, certificateHandlers(context), { authenticate, once });
  mountContract(app, submissions, submissionHandlers(context), { authenticate });
  mountSubmissions(app, context, authenticate);
  mountContract(app, { ...waivers, ...operatorWaivers }, waiverHandlers(context), { authenticate, once });
  mountContract(app, conformance, conformanceHandlers(context), { authenticate, once });
  mountContract(app, soaks, soakHandlers(context), { authenticate, once });
  mountContract(app, billing, billingHandlers(context), { authenticate, once });
  mountContract(app, notices, noticeHandlers(context), { authenticate, once });
  mountContract(app, terminals, terminalHandlers(context), { authenticate, once });
  mountContract(app, webhooks, webhookHandlers(context), { authenticate, once });
  mountContract(app, operatorBilling, operatorBillingHandlers(context), { authenticate, once });
  mountContract(app, operatorSales, operatorSaleHandlers(context), { authenticate, once });
  const confirm = () => confirmRead(context);
  mountContract(app, controlPlane, controlPlaneHandlers(context), { authenticate, confirm });
  mountContract(app, controlClaims, claimHandlers(context), { authenticate, confirm });
  mountContract(app, controlReports, salesReportHandlers(context), { authenticate, confirm });
  mountCertificatePages(app, context);
  mountFindings(app, context);
  mountApplicationEvents(app, context, authenticate);
  mountDeviceLogEvents(app, context, authenticate);
  mountConformanceEvents(app, context, authenticate);
  mountContract(app, { ...audit, ...operatorAudit }, auditHandlers(context), { authenticate, once });
  mountAuditFiles(app, context, authenticate);
  mountBulkJunit(app, context, authenticate);
  mountListFiles(app, context, authenticate);
  mountStatementLines(app, context, authenticate);
  mountAccountEvents(app, context, authenticate);
  mountReleaseImages(app, context, authenticate);
  mountBackup(app, context, backup, authenticate);
}
