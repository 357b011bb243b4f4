import type { purchases, regionSales } from '@kaitong/contract';
import type { RegionContext } from '../../region/context.ts';
import { getHealth } from '../../region/health.ts';
import { getKeyRings, rewrapSecrets } from '../../region/master-key.ts';
import { createResetLink } from '../../region/owners/reset-password.ts';
import { findOwners, suspendOwner } from '../../region/owners/suspend-owner.ts';
import { publishCatalogue } from '../../region/products/publish-catalogue.ts';
import { reconcileFootage } from '../../region/reconciliation/deadlines.ts';
import {
  changeContactRequest,
  createContactRequest,
  listContactRequests,
} from '../../region/selling/contact-requests.ts';
import { createOrder } from '../../region/selling/orders/create-order.ts';
import { listOffers } from '../../region/selling/orders/list-offers.ts';
import { cancelOrder, getOrder, listOrders, refundOrder } from '../../region/selling/orders/orders.ts';
import { quoteOrder } from '../../region/selling/orders/quote-order.ts';
import { refundByOperator } from '../../region/selling/orders/refund-by-operator.ts';
import { endRenewalByOwner } from '../../region/selling/renewals/end-by-owner.ts';
import { getSubscription } from '../../region/selling/subscriptions/get-subscription.ts';
import type { Handlers } from '../kit/mount.ts';

/** What an owner buys. */
export const purchaseHandlers = (context: RegionContext): Handlers<typeof purchases> => ({
  listOffers: (caller, input) => listOffers(context, caller, input),
  quoteOrder: (caller, input) => quoteOrder(context, caller, input),
  createOrder: (caller, input, request) => createOrder(context, caller, input, request),
  listOrders: (caller, input) => listOrders(context, caller, input),
  getOrder: (caller, input) => getOrder(context, caller, input),
  cancelOrder: (caller, input) => cancelOrder(context, caller, input),
  refundOrder: (caller, input) => refundOrder(context, caller, input),
  getSubscription: (caller, input) => getSubscription(context, caller, input),
  endRenewal: (caller, input) => endRenewalByOwner(context, caller, input),
  createContactRequest: (caller, input) => createContactRequest(context, caller, input),
  listContactRequests: (caller, input) => listContactRequests(context, caller, input),
});

/** What control asks a region about its sales and its owners. */
export const salesPlaneHandlers = (context: RegionContext): Handlers<typeof regionSales> => ({
  publishCatalogue: (_caller, input) => publishCatalogue(context, input),
  refundOrder: (_caller, input) => refundByOperator(context, input),
  changeContactRequest: (_caller, input) => changeContactRequest(context, input),
  findOwners: (_caller, input) => findOwners(context, input),
  createResetLink: (_caller, input) => createResetLink(context, input),
  suspendOwner: (_caller, input) => suspendOwner(context, input),
  getHealth: () => getHealth(context),
  getKeyRings: () => getKeyRings(context),
  rewrapSecrets: () => rewrapSecrets(context),
  reconcileFootage: () => reconcileFootage(context),
});
