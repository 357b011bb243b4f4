import {
  accounts,
  applications,
  authority,
  billing,
  certificates,
  conformance,
  controlClaims,
  controlPlane,
  controlReports,
  operatorSales,
  products,
  sales,
  services,
} from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import type { BackupPlace } from '../../backup/make-backup.ts';
import { findMaker, findOperator } from '../../control/accounts/find-caller.ts';
import type { ControlContext } from '../../control/context.ts';
import { applicationHandlers, controlPlaneHandlers, mountApplicationEvents } from '../applications.ts';
import { type Authenticators, mountContract } from '../kit/mount.ts';
import type { Shares } from '../shares.ts';
import { mountAccountEvents } from './account-events.ts';
import { accountHandlers } from './accounts.ts';
import { authorityHandlers } from './authority.ts';
import { mountBackup } from './backup.ts';
import { billingHandlers, mountStatementLines, salesReportHandlers } from './billing.ts';
import { certificateHandlers } from './certificates.ts';
import { claimHandlers } from './claims.ts';
import { conformanceHandlers, mountConformanceEvents } from './conformance.ts';
import { operatorBilling, operatorBillingHandlers } from './operator-billing.ts';
import { operatorSaleHandlers } from './operator-sales.ts';
import { productHandlers } from './products.ts';
import { saleHandlers } from './sales.ts';
import { serviceHandlers } from './services.ts';

/** Everything that the control plane answers over HTTP. */
export function mountControl(
  app: FastifyInstance,
  context: ControlContext,
  plane: Authenticators['plane'],
  backup: BackupPlace,
  shares: Shares,
): void {
  const authenticate = {
    maker: (request) => findMaker(context, request),
    operator: (request) => findOperator(context, request),
    plane,
  } satisfies Partial<Authenticators>;
  mountContract(app, accounts, accountHandlers(context), { authenticate, shares });
  mountContract(app, authority, authorityHandlers(context), { authenticate });
  mountContract(app, products, productHandlers(context), { authenticate });
  mountContract(app, sales, saleHandlers(context), { authenticate });
  mountContract(app, services, serviceHandlers(context), { authenticate });
  mountContract(app, applications, applicationHandlers(context), { authenticate });
  mountContract(app, certificates, certificateHandlers(context), { authenticate });
  mountContract(app, conformance, conformanceHandlers(context), { authenticate });
  mountContract(app, billing, billingHandlers(context), { authenticate });
  mountContract(app, operatorBilling, operatorBillingHandlers(context), { authenticate });
  mountContract(app, operatorSales, operatorSaleHandlers(context), { authenticate });
  mountContract(app, controlPlane, controlPlaneHandlers(context), { authenticate });
  mountContract(app, controlClaims, claimHandlers(context), { authenticate });
  mountContract(app, controlReports, salesReportHandlers(context), { authenticate });
  mountApplicationEvents(app, context, authenticate);
  mountConformanceEvents(app, context, authenticate);
  mountStatementLines(app, context, authenticate);
  mountAccountEvents(app, context, authenticate);
  mountBackup(app, context, backup, authenticate);
}
