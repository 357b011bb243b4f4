import { z } from 'zod';
import { ContactState, ContactTopic, OperatorContact, RegionalPrice } from '../catalogue.ts';
import { AccountId, DeviceId, Instant, Pid, Region } from '../ids.ts';
import { op, page, pageQuery } from '../kit/op.ts';
import { LANGUAGES } from '../languages.ts';
import { enteredMoney } from '../money.ts';
import { KeptBytes, Plan, PlanId, PlanPeriod, PlanTerms } from '../plans.ts';
import { operatorAudit } from './audit.ts';
import { ledger } from './ledger.ts';
import { platform } from './platform.ts';
import { Sale, SaleState } from './sales.ts';
import { ServiceCategory, ServiceId } from './services.ts';
import { tasks } from './tasks.ts';
import { operatorWaivers } from './waivers.ts';

/** A plan as the operator keeps it. `default`: sold by every product that has chosen none. Withdrawn ones stay readable. */
export const OperatorPlan = Plan.extend({
  default: z.boolean(),
  prices: z.array(RegionalPrice),
  products: z.int(),
  withdrawnAt: Instant.nullable(),
}).meta({ id: 'OperatorPlan' });

const AgreementChapters = z
  .array(
    z.object({
      title: z.string().trim().min(1).max(200),
      paragraphs: z.array(z.string().trim().min(1).max(4000)).min(1).max(100),
    }),
  )
  .min(1)
  .max(50);
const AgreementTexts = z.record(
  z.enum(LANGUAGES),
  z.object({ title: z.string().trim().min(1).max(200), chapters: AgreementChapters }),
);
const AgreementVersion = z
  .object({
    serviceId: ServiceId,
    version: z.string(),
    updatedOn: z.iso.date(),
    sharePercent: z.int(),
    state: z.enum(['draft', 'current', 'past']),
    makers: z.int(),
  })
  .meta({ id: 'AgreementVersion' });

const ContactRequestForOperator = z
  .object({
    id: z.string(),
    topic: ContactTopic,
    /** Of an owner's request; null, as the device, where a maker asks. */
    region: Region.nullable(),
    deviceId: DeviceId.nullable(),
    pid: Pid.nullable(),
    /** Of a maker's request. */
    account: z.object({ id: AccountId, name: z.string() }).nullable(),
    from: z.string(),
    contact: z.string(),
    message: z.string(),
    state: ContactState,
    answer: z.string().nullable(),
    at: Instant,
    changedAt: Instant,
  })
  .meta({ id: 'ContactRequestForOperator' });

/** `sale`: of one that is activated no more, what it will be if it is activated again: a suspension stays with the PID. */
const ActivatedProduct = z
  .object({
    pid: Pid,
    name: z.string(),
    accountId: AccountId,
    accountName: z.string(),
    /** Null: undone. */
    activatedAt: Instant.nullable(),
    sale: Sale,
  })
  .meta({ id: 'ActivatedProduct' });

const AboveZero = enteredMoney(1);
/** One a region. A plan that is a default has one in every region, so that every product sells something everywhere. */
const prices = z
  .array(RegionalPrice.extend({ price: AboveZero, usDollar: AboveZero.nullable() }))
  .min(1)
  .max(50);
/** Each service numbers its versions itself. */
const agreementVersion = z.object({ serviceId: ServiceId, version: z.string().max(20) });
const request = z.object({ id: z.string().max(40) });
const reason = z.string().trim().min(1).max(400);

/** What is sold, on which terms, and who asks for what. Changes, and looks at people's data, are audited. */
export const operatorSales = {
  listOperatorPlans: op({
    method: 'GET',
    path: '/api/v1/operator/plans',
    summary: 'Plans and prices',
    caller: 'operator',
    reply: z.object({ items: z.array(OperatorPlan) }),
  }),
  createPlan: op({
    method: 'POST',
    path: '/api/v1/operator/plans',
    summary: 'Offer a plan',
    caller: 'operator',
    body: PlanTerms.extend({ period: PlanPeriod, default: z.boolean(), prices }),
    reply: OperatorPlan,
    status: 201,
  }),
  changePlan: op({
    method: 'PATCH',
    path: '/api/v1/operator/plans/:planId',
    summary:
      'Change prices, how much may be kept, or whether it is a default; orders made before keep what they were made at',
    caller: 'operator',
    params: z.object({ planId: PlanId }),
    body: z.object({
      default: z.boolean().optional(),
      keptBytes: KeptBytes.optional(),
      prices: prices.optional(),
      withdrawn: z.boolean().optional(),
    }),
    reply: OperatorPlan,
  }),

  listServiceCatalogue: op({
    method: 'GET',
    path: '/api/v1/operator/services',
    summary: 'The service catalogue',
    caller: 'operator',
    reply: z.object({
      items: z.array(
        z.object({
          id: ServiceId,
          category: ServiceCategory,
          hot: z.boolean(),
          available: z.boolean(),
          listed: z.boolean(),
          makers: z.int(),
        }),
      ),
    }),
  }),
  changeService: op({
    method: 'PATCH',
    path: '/api/v1/operator/services/:serviceId',
    summary: 'Badge, and whether the market shows it',
    caller: 'operator',
    params: z.object({ serviceId: ServiceId }),
    body: z.object({ hot: z.boolean().optional(), listed: z.boolean().optional() }),
    reply: z.object({}),
  }),
  listAgreementVersions: op({
    method: 'GET',
    path: '/api/v1/operator/agreements',
    summary: 'Agreement versions',
    caller: 'operator',
    reply: z.object({ items: z.array(AgreementVersion) }),
  }),
  getAgreementVersion: op({
    method: 'GET',
    path: '/api/v1/operator/services/:serviceId/agreements/:version',
    summary: 'A version with its texts, a draft too',
    caller: 'operator',
    params: agreementVersion,
    reply: AgreementVersion.extend({ texts: AgreementTexts }),
  }),
  draftAgreement: op({
    method: 'PUT',
    path: '/api/v1/operator/services/:serviceId/agreements/:version',
    summary: 'Write a version that is not published yet',
    caller: 'operator',
    params: agreementVersion.extend({ version: z.string().regex(/^[A-Za-z0-9.-]{1,20}$/) }),
    body: z.object({ sharePercent: z.int().min(0).max(100), texts: AgreementTexts }),
    reply: AgreementVersion,
  }),
  publishAgreement: op({
    method: 'POST',
    path: '/api/v1/operator/services/:serviceId/agreements/:version/publish',
    summary: 'Publish a version: new service orders agree to it, agreements in force stay as they are',
    caller: 'operator',
    params: agreementVersion,
    reply: AgreementVersion,
  }),
  deleteAgreementDraft: op({
    method: 'DELETE',
    path: '/api/v1/operator/services/:serviceId/agreements/:version',
    summary: 'Delete a version that is not published yet',
    caller: 'operator',
    params: agreementVersion,
    reply: z.object({}),
  }),

  listContactRequestsForOperator: op({
    method: 'GET',
    path: '/api/v1/operator/requests',
    summary: 'Requests of owners and makers, newest first',
    caller: 'operator',
    query: z.object({ ...pageQuery, state: ContactState.optional(), topic: ContactTopic.optional() }),
    reply: page(ContactRequestForOperator),
  }),
  changeContactRequest: op({
    method: 'PATCH',
    path: '/api/v1/operator/requests/:id',
    summary: 'Move a request on: sent → in contact → closed',
    caller: 'operator',
    params: request,
    body: z.object({ state: ContactState, answer: z.string().trim().max(1000).optional() }),
    reply: ContactRequestForOperator,
  }),
  getContact: op({
    method: 'GET',
    path: '/api/v1/operator/contact',
    summary: 'Whom owners and makers are told to contact',
    caller: 'operator',
    reply: OperatorContact,
  }),
  putContact: op({
    method: 'PUT',
    path: '/api/v1/operator/contact',
    summary: 'Set whom owners and makers are told to contact',
    caller: 'operator',
    body: OperatorContact,
    reply: OperatorContact,
  }),

  listActivatedProducts: op({
    method: 'GET',
    path: '/api/v1/operator/products',
    summary: 'Activated PIDs of all makers, and suspended ones that are activated no more, newest first',
    caller: 'operator',
    query: z.object({ ...pageQuery, search: z.string().max(80).optional(), sale: SaleState.optional() }),
    reply: page(ActivatedProduct),
  }),
  suspendSale: op({
    method: 'POST',
    path: '/api/v1/operator/products/:pid/suspend',
    summary: 'Suspend new sales of a PID and revoke its certificate; what owners paid for runs on',
    caller: 'operator',
    params: z.object({ pid: Pid }),
    body: z.object({ reason }),
    reply: z.object({}),
  }),
  liftSuspension: op({
    method: 'POST',
    path: '/api/v1/operator/products/:pid/lift',
    summary: 'Lift a suspension; the certificate that it revoked stays revoked',
    caller: 'operator',
    params: z.object({ pid: Pid }),
    reply: z.object({}),
  }),
};

/** What the people who run the platform do. */
export const operator = { ...platform, ...ledger, ...operatorSales, ...operatorAudit, ...operatorWaivers, ...tasks };
