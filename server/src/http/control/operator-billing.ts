import { ledger, platform, tasks } from '@kaitong/contract';
import { getPayoutChannelOfMaker } from '../../control/billing/payout-channel.ts';
import type { ControlContext } from '../../control/context.ts';
import { createResetLink } from '../../control/operator/create-reset-link.ts';
import { getTrialBalance, listLedger } from '../../control/operator/ledger.ts';
import { recordCollection, recordPayout } from '../../control/operator/ledger-payments.ts';
import { listMakers } from '../../control/operator/makers.ts';
import { getKeyRings, rewrapSecrets } from '../../control/operator/master-key.ts';
import { listOrdersForOperator } from '../../control/operator/orders.ts';
import { listOwners, suspendOwner } from '../../control/operator/owners.ts';
import { previewRefund, refundOrderAsOperator } from '../../control/operator/refund-order.ts';
import { listRegions, reconcileFootage } from '../../control/operator/regions.ts';
import { removeSecondFactorOf } from '../../control/operator/remove-second-factor-of.ts';
import { listStatementsForOperator } from '../../control/operator/statements.ts';
import { listTasks } from '../../control/operator/tasks.ts';
import { changeRegion } from '../../control/regions/change-region.ts';
import type { Handlers } from '../kit/mount.ts';

/** The books, and who uses the platform: the operator's part of money. */
export const operatorBilling = { ...ledger, ...platform, ...tasks };

export const operatorBillingHandlers = (context: ControlContext): Handlers<typeof operatorBilling> => ({
  listLedger: (_caller, input) => listLedger(context, input),
  getTrialBalance: () => getTrialBalance(context),
  listOrdersForOperator: (_caller, input) => listOrdersForOperator(context, input),
  previewRefund: (_caller, input) => previewRefund(context, input),
  refundOrderAsOperator: (caller, input) => refundOrderAsOperator(context, caller, input),
  listStatementsForOperator: (_caller, input) => listStatementsForOperator(context, input),
  getPayoutChannelOfMaker: (caller, input) => getPayoutChannelOfMaker(context, caller, input),
  recordPayout: (caller, input) => recordPayout(context, caller, input),
  recordCollection: (caller, input) => recordCollection(context, caller, input),
  listTasks: () => listTasks(context),
  listRegions: () => listRegions(context),
  getKeyRings: () => getKeyRings(context),
  rewrapSecrets: (caller) => rewrapSecrets(context, caller),
  reconcileFootage: (caller, input) => reconcileFootage(context, caller, input),
  changeRegion: (caller, input) => changeRegion(context, caller, input),
  listMakers: (_caller, input) => listMakers(context, input),
  listOwners: (caller, input) => listOwners(context, caller, input),
  createResetLink: (caller, input, request) => createResetLink(context, caller, input, request),
  removeSecondFactorOf: (caller, input, request) => removeSecondFactorOf(context, caller, input, request),
  suspendOwner: (caller, input) => suspendOwner(context, caller, input),
});
