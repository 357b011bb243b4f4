export {
  addressOfCertificate,
  type CertificateCheck,
  type CertificateRefusal,
  signCertificate,
  verifyCertificate,
} from './certificate/certificate.ts';
export {
  CertificateKey,
  CertificateKeySet,
  createSigningKey,
  publicKeySet,
  type SigningKey,
} from './certificate/keys.ts';
export {
  type RevocationStatus,
  revocationStatus,
  signRevocations,
  verifyRevocations,
} from './certificate/revocations.ts';
export { type SubmissionRefusal, signSubmission, verifySubmission } from './certificate/submission.ts';
export type { ClipEvidence, JudgedObject } from './clip-evidence.ts';
export type { Load, QueueOptions } from './decode/job-queue.ts';
export { LONGEST_WORK } from './decode/limits.ts';
export { DecodeReport, Level2Engine, LimitReason } from './decode/report.ts';
export { isStarved, JudgeStarved, STARVED_TRIES, type Starved } from './decode/starved.ts';
export { type Filmstrip, LARGEST_FILMSTRIP, MOST_PICTURES } from './film/make-filmstrip.ts';
export { isWorthDecoding } from './findings/decoding.ts';
export { inCausalOrder } from './findings/order.ts';
export { findReplay } from './findings/replay.ts';
export { type HeaderPlan, planHeaders } from './headers/plan-headers.ts';
export {
  type ConvertOutcome,
  type DecodeOutcome,
  type DecodeTask,
  type FilmOutcome,
  type FilmPart,
  Judge,
  type JudgeFacts,
  type JudgeOptions,
  type SnapshotOutcome,
  type Spent,
  type TaskOptions,
} from './judge.ts';
export { checkFiles, type FilesChecked } from './local/check-files.ts';
export { nodePorts } from './node-ports.ts';
export { picturesOf } from './pictures/pictures-of.ts';
export { courseOf } from './rate/clip-course.ts';
export type { Arrival, ArrivedObject, Course, CourseSegment } from './rate/course.ts';
export { judgeRate, type RateJudgement } from './rate/judge-rate.ts';
export { correlationOf, isTelling, RESEMBLANCE, resembles } from './signature/resemblance.ts';
export { framesPerSample, type Signature, signatureOf } from './signature/signature.ts';
export { LARGEST_PREVIEW } from './snapshot/preview.ts';
export { SnapshotReport } from './snapshot/report.ts';
export { fingerprintsOf, judgeClip, type Verdict } from './verdict.ts';
