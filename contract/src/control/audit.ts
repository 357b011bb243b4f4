import { z } from 'zod';
import { AccountId, Instant } from '../ids.ts';
import { op, page, pageQuery } from '../kit/op.ts';

/** What is recorded of what people do, and look at. */
export const AUDIT_ACTIONS = [
  'session.started',
  'session.ended',
  'session.others_ended',
  'password.changed',
  'password.reset',
  'reset_link.made',
  'second_factor.set_up',
  'second_factor.codes_renewed',
  'second_factor.removed',
  'passkey.added',
  'passkey.removed',
  'passkey.stopped',
  'api_key.created',
  'api_key.revoked',
  'webhook.created',
  'webhook.changed',
  'webhook.removed',
  'webhook.secret_rotated',
  'webhook.tested',
  'webhook.replayed',
  'authorisation.given',
  'authorisation.revoked',
  'invitation.made',
  'invitation.withdrawn',
  'member.joined',
  'member.changed',
  'member.removed',
  'member.left',
  'company.changed',
  'product.created',
  'product.released',
  'product.listed',
  'product.unlisted',
  'submission.made',
  'waiver.given',
  'waiver.withdrawn',
  'waiver.ended',
  'licences.issued',
  'licences.revoked',
  'device_authority.added',
  'device_authority.removed',
  'firmware_key.added',
  'firmware_key.removed',
  'release.created',
  'release.image_sent',
  'release.moved',
  'motion_detection.enabled',
  'device_log.viewed',
  'support_code.redeemed',
  'tester.linked',
  'tester.unlinked',
  'application.created',
  'application.cancelled',
  'bulk_activation.created',
  'bulk_activation.cancelled',
  'preflight.repeated',
  'footage.viewed',
  'findings.shared',
  'findings.share_ended',
  'conformance.started',
  'conformance.cancelled',
  'soak.started',
  'soak.ended',
  'agreement.accepted',
  'prepaid.requested',
  'activation.undone',
  'plans.chosen',
  'sale.stopped',
  'sale.resumed',
  'sale.suspended',
  'suspension.lifted',
  'coupon.created',
  'coupon.ended',
  'payout_channel.seen',
  'payout_channel.changed',
  'payout.recorded',
  'collection.recorded',
  'order.refund',
  'owners.searched',
  'owner.suspended',
  'owner.lifted',
  'contact-requests.seen',
  'contact-request.changed',
  'contact.changed',
  'plan.created',
  'plan.changed',
  'service.changed',
  'agreement.drafted',
  'agreement.published',
  'agreement.draft_deleted',
  'certificate-key.rotated',
  'master-key.rewrapped',
  'footage.reconciliation_asked',
  'region.changed',
  'backup.made',
  'backup.verified',
  'audit.exported',
  'demonstration.removed',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

const AuditEntry = z
  .object({
    id: z.string(),
    at: Instant,
    account: z.object({ id: AccountId, name: z.string() }),
    /** What they sign in with; null where those who run the platform did it, or they are gone. */
    user: z.string().nullable(),
    /** A program with an API key did it in their name. */
    byKey: z.boolean(),
    /** Which, and what it was called; its name is null once it is revoked, and all of it where an earlier release wrote it. */
    key: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
    action: z.string(),
    /** What it was done to: an id, a login, a search. */
    subject: z.string(),
    details: z.json(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.output<typeof AuditEntry>;

const filter = {
  action: z.enum(AUDIT_ACTIONS).optional(),
  search: z.string().max(120).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
};

/** What the files of the trail may be narrowed by: as the lists. */
export const AuditFilter = z.object({ ...filter, accountId: AccountId.optional() });
export type AuditFilter = z.output<typeof AuditFilter>;

/** The whole trail as CSV files. */
export const auditCsvPath = '/api/v1/audit.csv';
export const operatorAuditCsvPath = '/api/v1/operator/audit.csv';

export const audit = {
  listAudit: op({
    method: 'GET',
    path: '/api/v1/audit',
    summary: 'What was done in the account, and by the operator to what is the account’s, newest first',
    caller: 'maker',
    query: z.object({ ...pageQuery, ...filter }),
    reply: page(AuditEntry),
  }),
};

export const operatorAudit = {
  listAuditForOperator: op({
    method: 'GET',
    path: '/api/v1/operator/audit',
    summary: 'What was done in all accounts, newest first',
    caller: 'operator',
    query: z.object({ ...pageQuery, ...filter, accountId: AccountId.optional() }),
    reply: page(AuditEntry),
  }),
};
