import type {
  Application,
  ApplicationFilter,
  Conformance,
  DeviceFilter,
  LicenceState,
  SaleState,
} from '@kaitong/contract';
import { queryOptions } from '@tanstack/react-query';
import type { AuditSearch } from '../desk/audit/AuditTrail.tsx';
import { paged } from '../desk/calls/paged.ts';
import { api } from './api.ts';

/** Progress tells when to read again; this is for proxies that hold streams back, and for regions that lag behind. */
function refreshOf(application: Application | undefined): number | false {
  if (application?.state === 'verifying') return 15_000;
  return application && application.lagging.length > 0 ? 5_000 : false;
}

export type ItemFilter = {
  search?: string | undefined;
  planId?: string | undefined;
  sale?: SaleState | undefined;
};
export type LogFilter = { search?: string | undefined; only?: 'refusals' | undefined };
export type OrderFilter = { month?: string | undefined; pid?: string | undefined };

/** News say when to read again; this is for proxies that hold them back, and for when devices were last seen. */
const SEEN_AGAIN_MS = 60_000;

export const queries = {
  find: (text: string) =>
    queryOptions({ queryKey: ['find', text], queryFn: () => api.find({ query: { text } }), gcTime: 60_000 }),
  device: (deviceId: string) =>
    queryOptions({
      queryKey: ['devices', 'one', deviceId],
      queryFn: () => api.getDevice({ params: { deviceId } }),
      refetchInterval: SEEN_AGAIN_MS,
    }),
  /** How much of a device's log this account may see. */
  deviceLogSight: (deviceId: string) =>
    queryOptions({
      queryKey: ['device-log', deviceId, 'sight'],
      queryFn: () => api.getDeviceLog({ params: { deviceId }, query: { limit: 1 } }),
    }),
  deviceLog: (deviceId: string, filter: LogFilter) =>
    paged(['device-log', deviceId, 'lines', filter], async (cursor) => {
      const query = { ...filter, ...(cursor === undefined ? {} : { before: Number(cursor) }) };
      const { lines, next } = await api.getDeviceLog({ params: { deviceId }, query });
      return { items: lines, next: next === null ? null : String(next) };
    }),
  services: () => queryOptions({ queryKey: ['services'], queryFn: () => api.listServices({ query: {} }) }),
  agreement: (language: 'zh-CN' | 'en', version?: string) =>
    queryOptions({
      queryKey: ['agreement', language, version],
      queryFn: () => api.getAgreement({ params: { serviceId: 'video-cloud-storage' }, query: { language, version } }),
      staleTime: 60_000,
    }),
  serviceOrders: () => paged(['service-orders'], (cursor) => api.listServiceOrders({ query: { cursor } })),
  serviceItems: (filter: ItemFilter) =>
    paged(['service-items', filter], (cursor) => api.listServiceItems({ query: { cursor, ...filter } })),
  serviceItem: (pid: string) =>
    queryOptions({ queryKey: ['service-item', pid], queryFn: () => api.getServiceItem({ params: { pid } }) }),
  activations: (pid: string) =>
    paged(['service-item', pid, 'activations'], (cursor) =>
      api.listActivations({ params: { pid }, query: { cursor } }),
    ),
  plans: () => queryOptions({ queryKey: ['plans'], queryFn: () => api.listPlans({}), staleTime: 60_000 }),
  coupons: (search: string | undefined) =>
    paged(['coupons', search], (cursor) => api.listCoupons({ query: { cursor, search } })),
  prepaidRequests: () => paged(['requests'], (cursor) => api.listPrepaidRequests({ query: { cursor } })),
  billing: (months: number) =>
    queryOptions({ queryKey: ['billing', months], queryFn: () => api.getBilling({ query: { months } }) }),
  makerOrders: (filter: OrderFilter) =>
    paged(['billing', 'orders', filter], (cursor) => api.listMakerOrders({ query: { cursor, ...filter } })),
  statements: () => paged(['statements'], (cursor) => api.listStatements({ query: { cursor } })),
  contracts: (language: 'zh-CN' | 'en') =>
    queryOptions({ queryKey: ['contracts', language], queryFn: () => api.listContracts({}) }),
  payoutChannel: () => queryOptions({ queryKey: ['payout-channel'], queryFn: () => api.getPayoutChannel({}) }),
  applications: (filter: { state?: ApplicationFilter | undefined; search?: string | undefined }) =>
    paged(['applications', filter], (cursor) => api.listApplications({ query: { cursor, ...filter } })),
  application: (id: string) =>
    queryOptions({
      queryKey: ['application', id],
      queryFn: () => api.getApplication({ params: { id } }),
      refetchInterval: ({ state: { data } }) => refreshOf(data),
    }),
  comparison: (id: string) =>
    queryOptions({ queryKey: ['comparison', id], queryFn: () => api.compareFindings({ params: { id } }) }),
  /** What was signed never changes. */
  certificate: (id: string) =>
    queryOptions({
      queryKey: ['certificate', id],
      queryFn: () => api.getCertificate({ params: { id } }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  findingsShares: (of: { application: Pick<Application, 'id'> } | { test: Pick<Conformance, 'id'> }) => {
    const { id } = 'test' in of ? of.test : of.application;
    const list = 'test' in of ? api.listConformanceShares : api.listFindingsShares;
    return queryOptions({ queryKey: ['findings-shares', id], queryFn: () => list({ params: { id } }) });
  },
  /** Addresses live for a short time, and a new one would restart the player: read again only when told to. */
  footage: (id: string) =>
    queryOptions({
      queryKey: ['footage', id],
      queryFn: () => api.getFootage({ params: { id } }),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 0,
    }),
  conformances: (pid: string) =>
    paged(['conformances', pid], (cursor) => api.listConformance({ query: { cursor, pid } })),
  conformance: (id: string) =>
    queryOptions({
      queryKey: ['conformance', id],
      queryFn: () => api.getConformance({ params: { id } }),
      refetchInterval: ({ state: { data } }) => (data?.state === 'running' ? 15_000 : false),
    }),
  soaks: (pid: string) => paged(['soaks', pid], (cursor) => api.listSoaks({ query: { cursor, pid } })),
  soak: (id: string) =>
    queryOptions({
      queryKey: ['soak', id],
      queryFn: () => api.getSoak({ params: { id } }),
    }),
  products: (search?: string) =>
    paged(['products', search], (cursor) => api.listProducts({ query: { cursor, search } })),
  submission: (pid: string) =>
    queryOptions({ queryKey: ['submission', pid], queryFn: () => api.getSubmission({ params: { pid } }) }),
  waivers: (pid: string) =>
    queryOptions({ queryKey: ['waivers', pid], queryFn: () => api.listWaivers({ params: { pid } }) }),
  listing: (pid: string) =>
    queryOptions({ queryKey: ['listing', pid], queryFn: () => api.getListing({ params: { pid } }) }),
  /** News say when to read again; this is for proxies that hold them back. */
  productHome: (pid: string) =>
    queryOptions({
      queryKey: ['product', pid],
      queryFn: () => api.getProductHome({ params: { pid } }),
      refetchInterval: 60_000,
    }),
  releases: (pid: string) =>
    queryOptions({
      queryKey: ['releases', pid],
      queryFn: () => api.listReleases({ params: { pid } }),
      refetchInterval: SEEN_AGAIN_MS,
    }),
  deviceAuthorities: (pid: string) =>
    queryOptions({
      queryKey: ['device-authorities', pid],
      queryFn: () => api.listDeviceAuthorities({ params: { pid } }),
    }),
  licences: (pid: string, state?: LicenceState) =>
    paged(['licences', pid, state], (cursor) => api.listLicences({ params: { pid }, query: { cursor, state } })),
  devices: (filter: { pid?: string | undefined; search?: string | undefined; only?: DeviceFilter }) => ({
    ...paged(['devices', filter], (cursor) => api.listDevices({ query: { cursor, limit: 50, ...filter } })),
    refetchInterval: SEEN_AGAIN_MS,
  }),
  testers: () => paged(['testers'], (cursor) => api.listTesters({ query: { cursor } })),
  members: () => queryOptions({ queryKey: ['members'], queryFn: () => api.listMembers({}) }),
  invitations: () => paged(['invitations'], (cursor) => api.listInvitations({ query: { cursor } })),
  authorisations: () => paged(['authorisations'], (cursor) => api.listAuthorisations({ query: { cursor } })),
  company: () => queryOptions({ queryKey: ['company'], queryFn: () => api.getCompany({}) }),
  audit: (filter: AuditSearch) => paged(['audit', filter], (cursor) => api.listAudit({ query: { cursor, ...filter } })),
  terminalLogin: (userCode: string) =>
    queryOptions({
      queryKey: ['terminal-login', userCode],
      queryFn: () => api.getTerminalLogin({ params: { userCode } }),
      retry: false,
    }),
  webhooks: () => queryOptions({ queryKey: ['webhooks'], queryFn: () => api.listWebhooks({}) }),
  webhook: (id: string) =>
    queryOptions({ queryKey: ['webhooks', id], queryFn: () => api.getWebhook({ params: { id } }) }),
  deliveries: (id: string) =>
    paged(['webhooks', id, 'deliveries'], (cursor) => api.listDeliveries({ params: { id }, query: { cursor } })),
  notices: () => paged(['notices'], (cursor) => api.listNotices({ query: { cursor } })),
  newestNotices: () =>
    queryOptions({ queryKey: ['notices', 'newest'], queryFn: () => api.listNotices({ query: { limit: 5 } }) }),
  mailChoice: () => queryOptions({ queryKey: ['mail-choice'], queryFn: () => api.getMailChoice({}) }),
  apiKeys: () => paged(['api-keys'], (cursor) => api.listApiKeys({ query: { cursor } })),
};
