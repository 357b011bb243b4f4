import type { purchases, regionSales } from '@kaitong/contract';
import { publishCatalogue } from '../../region/catalogue/publish-catalogue.ts';
import type { RegionContext } from '../../region/context.ts';
import { getHealth } from '../../region/health.ts';
import { createOrder } from '../../region/orders/create-order.ts';
import { listOffers } from '../../region/orders/list-offers.ts';
import { cancelOrder, getOrder, listOrders, refundOrder } from '../../region/orders/orders.ts';
import { quoteOrder } from '../../region/orders/quote-order.ts';
import { refundByOperator } from '../../region/orders/refund-by-operator.ts';
import { reconcileFootage } from '../../region/reconciliation/deadlines.ts';
import {
  changeContactRequest,
  createContactRequest,
  listContactRequests,
} from '../../region/requests/contact-requests.ts';
import { getSubscription } from '../../region/subscriptions/get-subscription.ts';
import { findOwners, suspendOwner } from '../../region/suspension/suspend-owner.ts';
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
  createContactRequest: (caller, input) => createContactRequest(context, caller, input),
  listContactRequests: (caller, input) => listContactRequests(context, caller, input),
});

/** What control asks a region about its sales and its owners. */
export const salesPlaneHandlers = (context: RegionContext): Handlers<typeof regionSales> => ({
  publishCatalogue: (_caller, input) => publishCatalogue(context, input),
  refundOrder: (_caller, input) => refundByOperator(context, input),
  changeContactRequest: (_caller, input) => changeContactRequest(context, input),
  findOwners: (_caller, input) => findOwners(context, input),
  suspendOwner: (_caller, input) => suspendOwner(context, input),
  getHealth: () => getHealth(context),
  reconcileFootage: () => reconcileFootage(context),
});
