import type { operatorSales } from '@kaitong/contract';
import type { ControlContext } from '../../control/context.ts';
import {
  draftAgreement,
  getAgreementVersion,
  listAgreementVersions,
  publishAgreement,
} from '../../control/operator/agreements.ts';
import { findContact, putContact } from '../../control/operator/contact.ts';
import { deleteAgreementDraft } from '../../control/operator/delete-agreement-draft.ts';
import { listActivatedProducts } from '../../control/operator/list-activated-products.ts';
import { changePlan, createPlan, listOperatorPlans } from '../../control/operator/plans.ts';
import { liftSuspension, suspendSale } from '../../control/operator/products.ts';
import { changeContactRequest, listContactRequests } from '../../control/operator/requests.ts';
import { changeService, listServiceCatalogue } from '../../control/operator/services.ts';
import type { Handlers } from '../kit/mount.ts';

export const operatorSaleHandlers = (context: ControlContext): Handlers<typeof operatorSales> => ({
  listOperatorPlans: () => listOperatorPlans(context),
  createPlan: (caller, input) => createPlan(context, caller, input),
  changePlan: (caller, input) => changePlan(context, caller, input),
  listServiceCatalogue: () => listServiceCatalogue(context),
  changeService: (caller, input) => changeService(context, caller, input),
  listAgreementVersions: () => listAgreementVersions(context),
  getAgreementVersion: (_caller, input) => getAgreementVersion(context, input),
  draftAgreement: (caller, input) => draftAgreement(context, caller, input),
  publishAgreement: (caller, input) => publishAgreement(context, caller, input),
  deleteAgreementDraft: (caller, input) => deleteAgreementDraft(context, caller, input),
  listContactRequestsForOperator: (caller, input) => listContactRequests(context, caller, input),
  changeContactRequest: (caller, input) => changeContactRequest(context, caller, input),
  getContact: () => findContact(context.db),
  putContact: (caller, input) => putContact(context, caller, input),
  listActivatedProducts: (_caller, input) => listActivatedProducts(context, input),
  suspendSale: (caller, input) => suspendSale(context, caller, input),
  liftSuspension: (caller, input) => liftSuspension(context, caller, input),
});
