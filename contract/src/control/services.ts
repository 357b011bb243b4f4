import { z } from 'zod';
import { Instant, ServiceOrderId } from '../ids.ts';
import { op, page, pageQuery } from '../kit/op.ts';
import { LANGUAGES } from '../languages.ts';

export const SERVICE_CATEGORIES = [
  'app',
  'speaker',
  'certification',
  'operations',
  'extension',
  'camera',
  'marketing',
  'custom',
] as const;
export const ServiceCategory = z.enum(SERVICE_CATEGORIES);

export const ServiceId = z.enum(['video-cloud-storage', 'ipc-streaming']);
export type ServiceId = z.output<typeof ServiceId>;

export const Service = z
  .object({
    id: ServiceId,
    category: ServiceCategory,
    hot: z.boolean(),
    /** False: shown in the market, not to be had on this platform. */
    available: z.boolean(),
    /** The account's agreement for it, when in force. */
    agreement: z.object({ version: z.string(), effectiveAt: Instant }).nullable(),
  })
  .meta({ id: 'Service' });
export type Service = z.output<typeof Service>;

export const ServiceOrder = z
  .object({
    id: ServiceOrderId,
    serviceId: ServiceId,
    agreementVersion: z.string(),
    state: z.enum(['in_force', 'ended']),
    createdAt: Instant,
    effectiveAt: Instant,
  })
  .meta({ id: 'ServiceOrder' });

export const Agreement = z
  .object({
    serviceId: ServiceId,
    version: z.string(),
    updatedOn: z.iso.date(),
    /** What the maker gets of what end users actually paid. */
    sharePercent: z.int(),
    title: z.string(),
    chapters: z.array(z.object({ title: z.string(), paragraphs: z.array(z.string()) })),
  })
  .meta({ id: 'Agreement' });

const serviceId = z.object({ serviceId: ServiceId });

export const services = {
  listServices: op({
    method: 'GET',
    path: '/api/v1/services',
    summary: 'The service market',
    caller: 'maker',
    query: z.object({ category: ServiceCategory.optional() }),
    reply: z.object({ items: z.array(Service) }),
  }),
  getAgreement: op({
    method: 'GET',
    path: '/api/v1/services/:serviceId/agreement',
    summary: 'The agreement of a service, the current version or a named one',
    caller: 'maker',
    params: serviceId,
    query: z.object({ version: z.string().max(20).optional(), language: z.enum(LANGUAGES).default('zh-CN') }),
    reply: Agreement,
  }),
  createServiceOrder: op({
    method: 'POST',
    path: '/api/v1/service-orders',
    summary: 'Apply for a service; its agreement takes effect at once',
    caller: 'maker',
    body: z.object({ serviceId: ServiceId, agreementVersion: z.string().max(20) }),
    reply: ServiceOrder,
    status: 201,
  }),
  listServiceOrders: op({
    method: 'GET',
    path: '/api/v1/service-orders',
    summary: 'The account’s service orders, newest first',
    caller: 'maker',
    query: z.object(pageQuery),
    reply: page(ServiceOrder),
  }),
};
