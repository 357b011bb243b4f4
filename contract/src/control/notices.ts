import { z } from 'zod';
import { RevocationReason } from '../certificate.ts';
import { ItemVerdict } from '../conformance/item.ts';
import { SoakRule } from '../conformance/soak.ts';
import { ApplicationId, FirmwareVersion, Instant, Pid, ReleaseId, SoakId, WaiverId } from '../ids.ts';
import { op, page, pageQuery } from '../kit/op.ts';
import { LANGUAGES } from '../languages.ts';
import { ProblemCodeSchema } from '../problems/problem.ts';
import { WaiverSubject } from '../waiver.ts';
import { ReleaseUploads } from './firmware.ts';

/** What programs can be told of, by webhooks. */
export const WEBHOOK_KINDS = [
  'application.approved',
  'application.rejected',
  'certificate.revoked',
  'statement.ready',
  'release.halted',
  'release.not_verified',
  'waiver.ending',
  'waiver.ended',
  'soak.ended',
] as const;
/** What an account is told of without having asked. That a webhook ended could not be told by it. */
export const NOTICE_KINDS = [...WEBHOOK_KINDS, 'webhook.disabled'] as const;
export const NoticeKind = z.enum(NOTICE_KINDS);
export type NoticeKind = z.output<typeof NoticeKind>;

const about = {
  applicationId: ApplicationId,
  pid: Pid.nullable(),
  productName: z.string().nullable(),
  /** The sample's. */
  deviceId: z.string(),
};

const aboutWaiver = {
  waiverId: WaiverId,
  pid: Pid,
  productName: z.string().nullable(),
  subject: WaiverSubject,
  endsAt: Instant,
};

/** Of each kind, what it says: the `data` of a webhook's body too. */
export const noticeData = {
  'application.approved': z.object({ ...about, firmware: z.string() }),
  'application.rejected': z.object({
    ...about,
    problem: ProblemCodeSchema,
    /** Codes of the checks that failed, the cause first. */
    findings: z.array(z.string()),
  }),
  'certificate.revoked': z.object({ ...about, reason: RevocationReason }),
  'statement.ready': z.object({ statementId: z.string(), month: z.string() }),
  /** The platform halted a release: those who took it upload less well than the others. */
  'release.halted': ReleaseUploads.extend({
    pid: Pid,
    productName: z.string().nullable(),
    releaseId: ReleaseId,
    version: FirmwareVersion,
    /** Of the fleet that it was offered to, in per cent. */
    share: z.int(),
  }),
  /** A verification of a release ended without a pass. What of the two was done: nothing where it says nothing of the firmware. */
  'release.not_verified': z.object({
    ...about,
    releaseId: ReleaseId,
    version: FirmwareVersion,
    problem: ProblemCodeSchema,
    findings: z.array(z.string()),
    /** It is offered to nobody any more. */
    isHalted: z.boolean(),
    /** Nothing new is sold for its product. */
    isSaleStopped: z.boolean(),
  }),
  /** It ends soon: what it is of counts as a flaw again then. */
  'waiver.ending': z.object(aboutWaiver),
  'waiver.ended': z.object({
    ...aboutWaiver,
    /** Before its end, by the operator. */
    isWithdrawn: z.boolean(),
  }),
  /** A soak is over: its day, or before. */
  'soak.ended': z.object({
    soakId: SoakId,
    pid: Pid,
    productName: z.string().nullable(),
    deviceId: z.string(),
    /** Of the camera when it began. */
    firmware: FirmwareVersion.nullable(),
    outcome: ItemVerdict,
    /** So many were watched. */
    hours: z.int(),
    /** What was found, by its rule. */
    findings: z.array(SoakRule),
    /** Why it ended before its day was over, where nobody ended it. */
    problem: ProblemCodeSchema.nullable(),
  }),
  'webhook.disabled': z.object({ webhookId: z.string(), url: z.string(), reason: z.enum(['failing', 'gone']) }),
} as const satisfies Record<NoticeKind, z.ZodType>;

const common = { id: z.string(), at: Instant, isRead: z.boolean() };
const of = <const Kind extends NoticeKind>(kind: Kind) =>
  z.object({ ...common, kind: z.literal(kind), data: noticeData[kind] });

export const Notice = z
  .discriminatedUnion('kind', [
    of('application.approved'),
    of('application.rejected'),
    of('certificate.revoked'),
    of('statement.ready'),
    of('release.halted'),
    of('release.not_verified'),
    of('waiver.ending'),
    of('waiver.ended'),
    of('soak.ended'),
    of('webhook.disabled'),
  ])
  .meta({ id: 'Notice' });
export type Notice = z.output<typeof Notice>;

/** What is told, before it is anybody's. */
export type Told = Notice extends infer One ? (One extends Notice ? Pick<One, 'kind' | 'data'> : never) : never;

export const MailChoice = z
  .object({
    /** Whether this installation sends mail to the user at all. */
    canMail: z.boolean(),
    /** Of these kinds the user gets mail. */
    kinds: z.array(NoticeKind),
    language: z.enum(LANGUAGES),
  })
  .meta({ id: 'MailChoice' });

export type MailChoice = z.output<typeof MailChoice>;

export const notices = {
  listNotices: op({
    method: 'GET',
    path: '/api/v1/notices',
    summary: 'What the account was told of, newest first, and how many of it the user has not read',
    caller: 'maker',
    query: z.object(pageQuery),
    reply: page(Notice).extend({ unread: z.int() }),
  }),
  readNotices: op({
    method: 'POST',
    path: '/api/v1/notices/read',
    summary: 'The user has read this notice, and all before it',
    caller: 'maker',
    body: z.object({ until: z.string().max(40) }),
    reply: z.object({ unread: z.int() }),
  }),
  getMailChoice: op({
    method: 'GET',
    path: '/api/v1/notices/mail',
    summary: 'Of what the user gets mail',
    caller: 'maker',
    reply: MailChoice,
  }),
  chooseMail: op({
    method: 'PUT',
    path: '/api/v1/notices/mail',
    summary: 'Choose of what to get mail, and in which language',
    caller: 'maker',
    body: MailChoice.omit({ canMail: true }),
    reply: MailChoice,
  }),
};
