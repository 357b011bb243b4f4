import { mayCall, NOTICE_KINDS, type NoticeKind, type Role, type RoledOperation } from '@kaitong/contract';

/** What reads the thing that a notice is about: whoever may not call it is not told of the thing either. */
const READ_BY: Readonly<Record<NoticeKind, RoledOperation>> = {
  'application.approved': 'listActivations',
  'application.rejected': 'listApplications',
  'certificate.revoked': 'listActivations',
  'statement.ready': 'listStatements',
  'release.halted': 'listReleases',
  'release.not_verified': 'listReleases',
  'waiver.ending': 'listWaivers',
  'waiver.ended': 'listWaivers',
  'soak.ended': 'listSoaks',
  'webhook.disabled': 'listWebhooks',
};

export const noticeKindsFor = (role: Role): NoticeKind[] => NOTICE_KINDS.filter((kind) => mayCall(READ_BY[kind], role));
