export { canCancel } from './activation/application.ts';
export { type CheckFacts, chooseDevice, decideCheck, type Lookup, olderShare } from './activation/check.ts';
export {
  awaySince,
  countUp,
  giveBack,
  isOnItsWay,
  lostAt,
  lostBefore,
  MOST_GIVEN_BACK,
  type OutageTally,
  PARTS,
  type Part,
  UNNOTICED,
} from './activation/outage.ts';
export {
  type AfterProbe,
  afterProbe,
  moveProbe,
  PROBE_FOOTAGE,
  PROBE_GRANT_LIFE,
  type ProbeMove,
  type ProbeObject,
  type ProbeSignal,
  type ProbeStep,
  probePatience,
} from './activation/probe.ts';
export { deadlineOf, moveRun, type RunFacts, type RunMove, type RunSignal, type RunStep } from './activation/run.ts';
export {
  CLOSE_GRACE,
  EVENT_LIMIT,
  FOOTAGE_KEPT,
  FOOTAGE_LIMIT,
  FOOTAGE_MINIMUM,
  PRE_RECORD_MINIMUM,
  REGION_SILENCE,
  RELEASE_EVENT_WAIT,
  RUNS_PER_DAY,
  type Step,
  steps,
} from './activation/steps.ts';
export { alarmPause } from './alarms/alarm-pause.ts';
export { type AlarmRules, decideAlarm, quietPause } from './alarms/decide-alarm.ts';
export {
  CLAIMS_IN_A_LIFE,
  type ClaimDecision,
  type ClaimKind,
  decideClaim,
  isAhead,
  isLowerClaim,
  type UnitClaim,
} from './claims/decide-claim.ts';
export {
  areOffered,
  askForBroker,
  type BrokerOffers,
  beginOffers,
  meetBroker,
  OFFERED_TOKEN_LIFE,
  trustBroker,
} from './conformance/broker-offers.ts';
export { isFirmwareFault } from './conformance/firmware-fault.ts';
export { endAfterOutage, type ItemEnd } from './conformance/item-end.ts';
export type { EventSpeed, ItemEvent, ItemFacts } from './conformance/item-facts.ts';
export { skipItem } from './conformance/judge-item.ts';
export { beginCut, type LineCut, REFUSED_TRIES, tryLine } from './conformance/line-cuts.ts';
export { isSpared, moveItem } from './conformance/move-item.ts';
export { type ConformanceStep, conformancePlans, patienceOf } from './conformance/plans.ts';
export { judgeSoak, type ReadLines, readLines, type SoakLine, soakOutcome } from './conformance/soak.ts';
export { waitingItem } from './conformance/waiting-item.ts';
export { chooseOffer, type OfferableRelease, type OfferedCamera } from './firmware/choose-offer.ts';
export { clearanceOf, type PassedFirmware } from './firmware/clearance.ts';
export { isInCohort, placeOf } from './firmware/cohort.ts';
export { joinReport, type UpdateStanding } from './firmware/join-report.ts';
export {
  isHeld,
  moveRelease,
  movesOf,
  newRelease,
  type ReleaseStanding,
  shareOffered,
} from './firmware/move-release.ts';
export { middleOf, PLAYABLE_EDGES } from './firmware/playable.ts';
export {
  breaksUploads,
  POINTS_BELOW,
  UNITS_TO_JUDGE,
  uploadSuccess,
} from './firmware/watch-release.ts';
export { type Book, balanceOf, creditOf, post } from './ledger/book.ts';
export {
  type MakerShare,
  postCollected,
  postOrderPaid,
  postOrderRefunded,
  postPaymentReturned,
  postPaymentStray,
  postPayout,
  postShareSettled,
  settledOf,
} from './ledger/postings.ts';
export { type LedgerAccount, type Posting, type Transaction, totals, transaction } from './ledger/transaction.ts';
export { allocate } from './money/allocate.ts';
export {
  add,
  compare,
  multiply,
  negate,
  type Ratio,
  ratio,
  roundHalfEven,
  subtract,
  sum,
  zero,
} from './money/arithmetic.ts';
export { type SharedOrder, type ShareTerms, shareOf, shareReversed } from './money/share.ts';
export { moveOrder, owedOf, refundableOf, refundedOf } from './orders/move-order.ts';
export {
  createOrder,
  type Order,
  type OrderEffect,
  type OrderMove,
  type OrderRefusal,
  type OrderSignal,
  type Refund,
  type StrayPayment,
} from './orders/order.ts';
export { previewRefund, type RefundPreview } from './orders/preview-refund.ts';
export {
  addLength,
  addMonths,
  type DayNumber,
  dayOf,
  type Length,
  lengthOf,
  startOfDay,
  type Time,
} from './plans/calendar.ts';
export { type Coupon, type CouponRefusal, priceAfter, refuseCoupon } from './plans/coupon.ts';
export { type Allowance, type AllowanceRule, fullAllowance, takeAllowance } from './presence/allowance.ts';
export { isLater, isNothingNew, isWatchedWith, movePresence, SILENCE, unheard } from './presence/move-presence.ts';
export type { Connection, Hold, Known, PresenceFact, PresenceMove, PresenceState } from './presence/presence.ts';
export { isSameFeatures, isSameKnown } from './presence/same-known.ts';
export { RECORDING_LIMIT, type Recording, STOPS_WITHIN } from './recording/limits.ts';
export {
  decideGoingOn,
  decideOpening,
  type GoingOn,
  type Recorded,
  type RecordingFacts,
  type RecordingRefusal,
  refuseBeyond,
} from './recording/may-record.ts';
export { type PlayableSegment, playableOf } from './recording/playable.ts';
export { chargedAt, decideRenewal, type Renewal, type RenewalMove } from './renewal/decide-renewal.ts';
export {
  classOf,
  KEPT,
  keptFor,
  type OpeningClass,
  RETENTION_CLASSES,
  type RetentionClass,
} from './retention/classes.ts';
export {
  canKeep,
  deletableAt,
  droppableAt,
  firstKeptDay,
  footageUntil,
  KEPT_MOVES_BEFORE,
} from './retention/deletion.ts';
export { composeEventId, EVENT_ID_CHANCE, type EventPlace, readEventId } from './retention/event-id.ts';
export { keptQuota, keptQuotaAt } from './retention/kept-quota.ts';
export { coversMore, findReplaced, purchaseEvents } from './subscription/change-plan.ts';
export { nextReminder } from './subscription/reminders.ts';
export type { Slice } from './subscription/slices.ts';
export { findInForce, GRACE, keyEndsAt, type Standing, standingAt } from './subscription/standing.ts';
export {
  moveSubscription,
  noSubscription,
  type Subscription,
  type SubscriptionEvent,
} from './subscription/subscription.ts';
export { claimTrial, releaseTrial, spendTrial, TRIAL, type TrialClaim, type TrialRefusal } from './trial/trial.ts';
export { ownAnswers, type UploadPurpose } from './upload/answers.ts';
export {
  type Assembled,
  type AssembledObject,
  type Assembly,
  type AssemblyMessage,
  type AssemblyRefusal,
  assemble,
  type Closed,
  type Declared,
  type DeclaredObject,
  declaredIn,
  declaredOf,
  NOTHING_DECLARED,
  openAssembly,
  refuseObject,
} from './upload/assembly.ts';
export { type AssemblyState, missingOf, stateOf } from './upload/completeness.ts';
export { refuseDeclaration } from './upload/declaration.ts';
export {
  CLOCK_TOLERANCE,
  CONTINUOUS_OVERRUN,
  CONTINUOUS_SEGMENT_MINIMUM,
  conformanceLimits,
  MOST_BYTES_PER_SECOND,
  PRE_RECORD_LIMIT,
  probeLimits,
  recordingLimits,
  TARGET_LIFE,
  type UploadLimits,
  verificationLimits,
} from './upload/limits.ts';
export { type Moment, momentOf, recordingOf, type Said } from './upload/moment.ts';
export { pauseAfter } from './webhooks/pause-after.ts';
