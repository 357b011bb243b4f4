import type { ProblemTexts } from './fill-text.ts';
import { firmware } from './firmware-texts.en.ts';
import { lines } from './line-texts.en.ts';
import { load } from './load-texts.en.ts';
import { pushing } from './pushing-texts.en.ts';
import { samples } from './sample-texts.en.ts';
import { signIn } from './sign-in-texts.en.ts';
import { soaks } from './soak-texts.en.ts';
import { told } from './told-texts.en.ts';
import { watching } from './watching-texts.en.ts';

export const en: ProblemTexts = {
  run_limit_reached: {
    title: 'This device has used up its verifications for today',
    remedy: 'A device can be verified {limit} times a day. Try again tomorrow, or use another unit of the model.',
  },
  agreement_not_in_force: {
    title: 'The revenue share agreement is not in force',
    remedy: 'Submit the application for Video cloud storage in the service market; the agreement takes effect at once.',
  },
  device_id_malformed: {
    title: 'This is no device ID',
    remedy:
      'A device ID has 20 to 22 lower-case letters and digits. Copy it from the device information in the app; UUID and PID are other things.',
  },
  device_unknown: {
    title: 'Device not found',
    remedy:
      'No region knows this device ID. Compare it with the device information in the app; pairing a camera again gives it a new device ID.',
  },
  region_unreachable: {
    title: 'Region {region} did not answer',
    remedy: 'The regions that answered do not know this device, so it may be in {region}. Try again in a few minutes.',
  },
  pid_not_in_account: {
    title: 'The device’s PID is not under this account',
    remedy: 'Sign in with the account that owns the PID, or ask it to authorise yours.',
  },
  pid_already_activated: {
    title: 'The device’s PID is already activated',
    remedy: 'Nothing more to do: you find the product under Service items.',
  },
  run_in_progress: {
    title: 'This is being verified already',
    remedy:
      'A product, a release and a device can be in one verification at a time. Open the running one: wait until it ends, or cancel it there.',
  },
  device_offline: {
    title: 'Device offline',
    remedy: 'Check that the device has power and network; try again when the app shows it online.',
  },
  older_firmware_in_field: {
    title: 'Units in the field run older firmware',
    remedy:
      '{share}% of this product’s units run firmware older than the sample’s {firmware} and may be unable to upload. Release the update first, or confirm to go on.',
  },
  judge_unavailable: {
    title: 'The server cannot decode video at the moment',
    remedy:
      'Nothing is wrong with the device: without decoding no verdict can be trusted. Try again in a few minutes; if it stays so, ask the operator to install the FFmpeg component, or to give the server more processor time.',
  },
  grant_not_acknowledged: {
    title: 'The device did not answer',
    remedy:
      'It is online but did not acknowledge the upload permission within {seconds} s. Check that the firmware handles the grant command and replies.',
  },
  grant_refused: {
    title: 'The device refused the upload permission',
    remedy: 'It replied: {reason}. Check how the firmware handles the grant command.',
  },
  no_event: {
    title: 'No event arrived',
    remedy:
      'The device acknowledged the permission but reported no event. Switch motion detection on (all day, high sensitivity) and wave 30–100 cm in front of the lens.',
  },
  upload_incomplete: {
    title: 'The video did not arrive completely',
    remedy:
      'No complete video within {seconds} s after the event opened. Check the device’s uplink, and that it commits every object after the PUT.',
  },
  upload_refused: {
    title: 'The upload was refused',
    remedy: 'The device’s upload was refused: {reason}. {remedyOfReason} The device protocol describes each step.',
  },
  clip_rejected: { title: 'The video did not pass', remedy: 'Fix what the findings below name, then verify again.' },
  platform_away: {
    title: 'The platform itself was away',
    remedy:
      'Nothing is wrong with the device: the platform was away for longer than the {minutes} minutes that are given back. Apply again; this try does not count towards the limit.',
  },
  precondition_changed: {
    title: 'The conditions changed during the verification',
    remedy:
      'The product’s owner, the agreement, or the device’s pairing or firmware changed meanwhile. Check them and apply again.',
  },
  no_preflight: {
    title: 'There is no upload test to repeat',
    remedy: 'A test can be repeated while the verification stops at it. It stands at another step now: {step}.',
  },
  application_ended: { title: 'This application has ended', remedy: 'Its state is {state}.' },
  application_cancelled: {
    title: 'Application cancelled',
    remedy: 'The upload permission was withdrawn and the product is not activated. You can apply again at any time.',
  },
  conformance_in_progress: {
    title: 'This device is in an extended test already',
    remedy: 'A device can be in one at a time. Wait until it ends, or cancel it.',
  },
  conformance_ended: {
    title: 'This extended test has ended',
    remedy: 'Its report stays. Start a new one at any time.',
  },
  conformance_cancelled: {
    title: 'Extended test cancelled',
    remedy: 'What had been tried until then stays in the report. The device’s settings are being put back.',
  },
  tester_required: {
    title: 'The device does not belong to a tester of yours',
    remedy:
      'An extended test changes the camera’s settings and interrupts its uploads, so its owner must be linked to your account as a tester: with a one-time code from the app, under Testers.',
  },
  device_subscribed: {
    title: 'Cloud storage is paid for on this device',
    remedy: 'An extended test would take footage away from its owner. Use a unit of the product without cloud storage.',
  },
  pairing_token_invalid: {
    title: 'The pairing code is invalid or has expired',
    remedy: 'Make a new one in the app; it works once, within 10 minutes.',
  },
  licence_unknown: { title: 'Unknown licence', remedy: 'Check the UUID in the unit: this platform has not issued it.' },
  licence_unconfirmed: {
    title: 'The licence cannot be looked up now',
    remedy: 'This region has no copy of it, and the platform’s centre does not answer. Try again in {seconds} s.',
  },
  licence_revoked: {
    title: 'The licence was revoked',
    remedy:
      'The maker withdrew this unit’s licence for good. Owners ask the maker or the shop; makers burn in another licence.',
  },
  licence_proof_wrong: {
    title: 'The AuthKey proof is wrong',
    remedy: 'It must be HMAC-SHA256(AuthKey, token + "." + UUID) in hex. Check the AuthKey in the unit.',
  },
  already_bound: {
    title: 'The unit belongs to an account already',
    remedy:
      'Is it yours? Remove it in the app where you paired it, whichever region that was, and pair it again. Bought second-hand: ask its previous owner to remove it, or for a hand-over code. We tell nobody who that is.',
  },
  challenge_expired: { title: 'The challenge has expired', remedy: 'Ask for a new one and use it within 60 s.' },
  device_proof_wrong: {
    title: 'The device proof is wrong',
    remedy: 'It must be HMAC-SHA256(device secret, challenge) in hex.',
  },
  device_certificate_refused: {
    title: 'The certificate does not prove this unit ({reason})',
    remedy:
      'It must be signed by an authority that the maker registered for the product, valid now, meant for client authentication, with the UUID as its only common name, and shown at the address in certificateUrl.',
  },
  device_authority_refused: {
    title: 'This certificate cannot vouch for units ({reason})',
    remedy:
      'Give exactly one certificate in PEM, without its key: of an authority that may sign (CA:TRUE, keyCertSign), valid now, RSA of 2048 to 8192 bits or P-256, P-384, P-521, Ed25519, signed with SHA-256 or better, without critical extensions beyond basic constraints, key usage, extended key usage and alternative names.',
  },
  device_authorities_full: {
    title: 'The product has {n} authorities already',
    remedy: 'Remove one that signs no certificates any more.',
  },
  device_token_invalid: {
    title: 'The device token is invalid or has expired',
    remedy: 'Get a new one with the device secret.',
  },
  no_grant: {
    title: 'The device may not upload',
    remedy: 'There is neither a verification nor a cloud storage subscription for it.',
  },
  grant_ended: {
    title: 'The upload permission has ended',
    remedy: 'This verification is over; later uploads are not accepted.',
  },
  grant_used: {
    title: 'This verification has its event already',
    remedy: 'One verification takes one event. Go on with the one that is open.',
  },
  nonce_wrong: {
    title: 'The nonce does not match',
    remedy: 'Open the event with the nonce of the current grant command.',
  },
  probe_unknown: {
    title: 'No test event is awaited',
    remedy:
      'A test event answers the latest probe command with its probeId and nonce, at once, and has no place any more once the device opened an event of its own. An event of its own carries no probeId and another type than probe.',
  },
  event_unknown: { title: 'Unknown event', remedy: 'Check the event ID.' },
  event_closed: { title: 'The event is closed', remedy: 'A closed event takes no more objects.' },
  event_expired: {
    title: 'The event is too old',
    remedy: 'It began more than {days} days ago and is not accepted any more.',
  },
  event_not_paid: {
    title: 'No cloud storage paid for this recording',
    remedy: 'It is said to be from a time without a plan for it, or there is more of it than that time can hold.',
  },
  event_conflict: {
    title: 'The event was declared differently before',
    remedy: 'Opening the same device event ID again needs the same declaration.',
  },
  object_unknown: { title: 'Unknown object', remedy: 'Declare the object before you commit it.' },
  object_conflict: {
    title: 'The object was declared differently before',
    remedy: 'The same number was declared with another size or hash.',
  },
  object_not_stored: {
    title: 'The object is not there yet',
    remedy: 'PUT its bytes to the target first, then commit.',
  },
  object_too_large: { title: 'The object is too large', remedy: 'An object may have at most {limit} bytes.' },
  footage_limit_reached: {
    title: 'The event has enough footage',
    remedy: 'It takes at most {seconds} s of footage, and no more bytes and objects than that needs. Close it.',
  },
  upload_target_invalid: {
    title: 'The upload target is invalid',
    remedy: 'Use the whole URL and the headers that the platform gave.',
  },
  upload_target_expired: {
    title: 'The upload target has expired',
    remedy: 'A target lives at most 60 s. Declare the object again to get a new one.',
  },
  length_required: {
    title: 'The upload does not say its length',
    remedy: 'Send the header Content-Length with the declared number of bytes, not Transfer-Encoding: chunked.',
  },
  size_mismatch: {
    title: 'The size differs from the declared one',
    remedy: 'Send exactly the declared number of bytes.',
  },
  hash_mismatch: {
    title: 'The content differs from the declared hash',
    remedy: 'It may have been damaged in transit. Try the PUT again.',
  },
  object_exists: { title: 'The object holds other bytes already', remedy: 'An object is written once.' },
  disk_full: {
    title: 'The platform’s storage is full',
    remedy:
      'Nothing that was acknowledged is lost, and recordings can be watched and deleted. Try again in {seconds} s; it goes on by itself once the operator has made room.',
  },
  ...lines,
  ...load,
  ...samples,
  ...signIn,
  ...soaks,
  ...pushing,
  ...told,
  ...firmware,
  ...watching,
  key_out_of_scope: {
    title: 'The API key may not do this',
    remedy: 'Its scope is narrower. Create a key with the scope that this call needs, in the console under API keys.',
  },
  idempotency_key_reused: {
    title: 'This Idempotency-Key was used for another request',
    remedy: 'A key stands for one request for 24 hours. Repeat that request unchanged, or take a new key.',
  },
  idempotency_in_flight: {
    title: 'A request with this Idempotency-Key is being answered',
    remedy:
      'Repeat it in a moment. If it stays like this, the server was stopped in the middle: look whether it was done, and take a new key if not.',
  },
  backup_unusable: {
    title: 'This backup cannot be restored',
    remedy:
      'Nothing was changed ({why}). file_broken, file_changed: make a new backup and keep that; key_missing, key_other: it was made under another master key; release_differs: restore it with the release that made it; region_not_played: verify it at the server that plays all its regions.',
  },
  backup_no_room: {
    title: 'There is no room to try this backup',
    remedy:
      'It is restored into a second database in the data folder: {neededMb} MB are needed beside what has to stay free for uploads, and {freeMb} MB are there. Make room, or verify it on another machine with the same keys and objects.',
  },
  not_allowed: { title: 'Not allowed', remedy: 'Your role does not permit this.' },
  not_found: { title: 'Not found', remedy: 'It may have been deleted, or it does not belong to this account.' },
  path_unknown: {
    title: 'No such address',
    remedy: 'The server has nothing at this path. Compare it with the API’s documentation.',
  },
  method_not_allowed: {
    title: 'This address does not take {method}',
    remedy: 'It takes {allowed}. Compare the method with the API’s documentation.',
  },
  agreement_outdated: { title: 'The agreement has a newer version', remedy: 'Read the new version and submit again.' },
  service_unavailable: { title: 'This service is not open yet', remedy: 'Contact the operator if you need it.' },
  support_code_invalid: {
    title: 'The support code is wrong, too old, or somebody else’s',
    remedy: 'Ask the owner for a new one.',
  },
  device_log_private: {
    title: 'The device’s owner has not let you read its log',
    remedy:
      'Ask for a support code (in the app, on the camera’s page) and enter it on the device’s page: good for 24 hours.',
  },
  tester_code_invalid: {
    title: 'The link code is invalid or has expired',
    remedy: 'Make a new one in the app under Me; it is valid for 10 minutes.',
  },
  evidence_private: {
    title: 'Only the device’s owner may see the picture',
    remedy:
      'The owner is not linked as a tester and has not allowed it for this device. The findings are complete all the same.',
  },
  device_removed: {
    title: 'This device was removed',
    remedy: 'Its device ID is no longer valid. Pair the camera again; it gets a new one.',
  },
  account_suspended: {
    title: 'The account is suspended',
    remedy: 'Nothing is recorded while it is suspended. Ask the platform’s support for the reason.',
  },
  subscription_missing: {
    title: 'The device has no cloud storage',
    remedy: 'Buy a plan in the app; the device is allowed to record at once.',
  },
  subscription_expired: {
    title: 'The cloud storage has expired',
    remedy: 'Nothing is recorded any more, and what is there stays for 7 days. Renew it in the app.',
  },
  plan_without_continuous: {
    title: 'The plan has no continuous recording',
    remedy: 'An event plan takes events only. Buy a continuous plan, or upload events only.',
  },
  privacy_mode: {
    title: 'Privacy mode is on',
    remedy: 'Nothing is recorded in privacy mode. Switch it off in the device settings of the app.',
  },
  segment_too_short: {
    title: 'A continuous segment is too short',
    remedy: 'Segments of continuous footage last {seconds} s at least, the last one excepted. Make them longer.',
  },
  pre_record_too_long: {
    title: 'The pre-record is too long',
    remedy: 'An event has {seconds} s of pre-record at most, continuous footage none. Shorten the ring buffer.',
  },
  ingest_token_invalid: {
    title: 'The push token is not valid',
    remedy:
      'It is wrong or was revoked, or it is for another device. Create a new one on the device’s page in the app.',
  },
  ingest_token_in_url: {
    title: 'Tokens may not stand in addresses here',
    remedy:
      'Send the token as a header, Authorization: Bearer …, and put the device id where the token stood. The operator can allow it with KAITONG_PUSH_TOKEN_IN_URL=1.',
  },
  ingest_tokens_full: {
    title: 'The device has as many push tokens as it may have',
    remedy: 'One device has {limit} at most. Revoke one that is not used any more.',
  },
  push_not_footage: {
    title: 'This is not footage that can be kept',
    remedy: 'Send MPEG-TS, fragmented MP4 or one whole MP4 with an H.264 or H.265 picture. Received: {content}.',
  },
  push_without_init: {
    title: 'The init segment is missing',
    remedy: 'A fragmented MP4 cannot be read without it. Start the tool again, so that it sends init.mp4 first.',
  },
  push_streams_full: {
    title: 'The device is sent too many streams at once',
    remedy: 'At most {limit} folders may be pushed into at a time. End one of them, or use fewer folder names.',
  },
  product_not_on_sale: {
    title: 'Cloud storage is not on sale for this product',
    remedy: 'What you bought runs on. Try again later, or ask the maker of the camera.',
  },
  plan_not_on_sale: { title: 'This plan is no longer sold', remedy: 'Go back to the plans and choose another.' },
  trial_not_in_debug: {
    title: 'This product has left its debug stage',
    remedy: 'The CN¥0.01 trial is for the debug stage only. Choose a plan.',
  },
  trial_already_used: {
    title: 'This camera has had its trial',
    remedy: 'Each unit (UUID) has one trial in the whole world; pairing it again does not give another. Choose a plan.',
  },
  coupon_unknown: { title: 'There is no such coupon', remedy: 'Compare the code with what you were given.' },
  coupon_not_with_trial: { title: 'Coupons do not apply to the trial', remedy: 'Order without the coupon.' },
  coupon_not_for_product: {
    title: 'The coupon is for other products',
    remedy: 'Use another coupon, or order without one.',
  },
  coupon_not_valid_yet: { title: 'The coupon is not valid yet', remedy: 'It can be used from {from}.' },
  coupon_expired: { title: 'The coupon has expired', remedy: 'Use another coupon, or order without one.' },
  coupon_used_up: { title: 'The coupon is used up', remedy: 'Use another coupon, or order without one.' },
  coupon_wrong_currency: {
    title: 'The coupon is in another currency',
    remedy: 'It takes something off prices in {currency} only.',
  },
  coupon_code_taken: { title: 'This code is taken', remedy: 'Choose another, or leave it empty for a random one.' },
  order_conflict: {
    title: 'The order differs from an earlier one',
    remedy: 'The same request id ordered something else before. Open the plans again and order from there.',
  },
  order_not_paid: { title: 'The order is not paid', remedy: 'Only paid orders can be refunded.' },
  order_not_open: {
    title: 'The order is settled',
    remedy: 'It was paid, cancelled or has expired; this cannot be done any more.',
  },
  refund_nothing_left: {
    title: 'Nothing is left to refund',
    remedy: 'Refunds are for whole days that have not begun, less what was given back before; nothing of it is left.',
  },
  refund_too_large: { title: 'The refund is too large', remedy: 'At most {left} of this order can be given back.' },
  refund_unknown: { title: 'There is no such refund', remedy: 'Compare the refund’s id.' },
  payment_unknown: { title: 'There is no such payment', remedy: 'Compare the payment’s id.' },
  payment_provider_unavailable: {
    title: 'The payment provider does not answer',
    remedy: 'Your order is kept and nothing was charged. Try again in a moment.',
  },
  control_unreachable: {
    title: 'The platform’s centre does not answer',
    remedy:
      'Trials, coupons and who is signed in at the console are checked there. Nothing was charged; try again in a few minutes.',
  },
  product_not_activated: {
    title: 'The product is not activated',
    remedy: 'Activate it first, with one sample under Product activation.',
  },
  sale_suspended: {
    title: 'The platform has suspended sales',
    remedy: 'Reason: {reason}. Contact the operator, who lifts the suspension once it is settled.',
  },
  product_released: {
    title: 'The product is released',
    remedy: 'A released product does not go back to the debug stage.',
  },
  agreement_published: {
    title: 'This agreement version is published',
    remedy: 'Published versions are neither changed nor deleted. Draft a new one.',
  },
  price_incomplete: {
    title: 'A price is missing',
    remedy: 'Region {region} needs a price in {currency}, and a list price in US dollars outside mainland China.',
  },
  contact_state_backwards: {
    title: 'A request does not go back',
    remedy: 'It moves from sent to in contact to closed.',
  },
  payout_too_large: {
    title: 'More than is due',
    remedy: 'At most {due} is due to this account. Compare the statement.',
  },
  reference_taken: {
    title: 'This reference is recorded already',
    remedy:
      'It stands in the books with other amounts, and what is booked stays. Compare the reference and the amounts.',
  },
  region_silent: {
    title: 'Region {region} did not answer',
    remedy: 'It may have done what was asked, or not. Try again in a few minutes: nothing is done twice.',
  },
  evidence_deleted: {
    title: 'The verification footage was deleted',
    remedy: 'Footage is kept for 24 hours at most. Findings and certificate stay.',
  },
  device_not_responding: {
    title: 'The device did not answer',
    remedy: 'It may be offline or asleep. Try again later.',
  },
  settings_refused: {
    title: 'The camera refused the settings',
    remedy: 'It replied: {reason}. Check how the firmware handles the settings command.',
  },
  input_invalid: { title: 'Something is not filled in correctly', remedy: 'Check the marked fields.' },
  rate_limited: { title: 'Too many tries', remedy: 'Try again in {seconds} s.' },
  platform_busy: {
    title: 'Too many people ask at this moment',
    remedy: 'Try again in {seconds} s. Whoever is signed in, and what cameras record, is not affected.',
  },
  server_restarting: {
    title: 'The server is not there for a moment',
    remedy: 'Keep what is not acknowledged yet, and send it again in a few seconds.',
  },
  keys_full: {
    title: 'The disk of the keys of recordings is full',
    remedy:
      'Nothing was deleted or changed, and nothing that was acknowledged is lost. Try again in {seconds} s; it goes on by itself once the operator has made room.',
  },
  keys_unavailable: {
    title: 'The keys of recordings are out of reach for a moment',
    remedy:
      'Nothing was deleted or changed, and nothing that was acknowledged is lost. Try again in {seconds} s; if it stays, tell the operator that a copy of the keys is missing.',
  },
  database_unavailable: {
    title: 'The server has no database for a moment',
    remedy:
      'Nothing that was acknowledged is lost. Try again in {seconds} s; if it stays, tell the operator that the database is out of reach.',
  },
  internal_error: {
    title: 'Something went wrong on the server',
    remedy: 'It was recorded. Try again later; if it stays, tell the operator the number {reference}.',
  },
};
