import type { FindingCode } from './findings.ts';

/** What was tried and what came of it; where it is not well, what to do. */
export const en: Record<FindingCode, string> = {
  settings_read: 'The settings were read and fit each other.',
  settings_wrong: 'Settings: {reason}',
  database_reached: 'The database was reached, in a version that will do and with sessions of its own.',
  database_not_started:
    'The embedded database in {folder} is not running, so it was not tried. Start the server, then ask again.',
  database_unusable: 'The database cannot be used: {reason} Correct KAITONG_DATABASE_URL, or the database.',
  database_forgetful: 'The database has {setting} off: what it acknowledged may be lost with the power. Turn it on.',
  transaction_kept: 'A transaction was kept, and another one was undone without a trace.',
  transaction_wrong:
    'A transaction on a temporary table failed: {reason} Give the database’s user the rights CREATE and TEMPORARY, or look at the database’s log.',
  news_heard: 'A message was published and received by another session, after {ms} ms.',
  news_lost:
    'A message was published by NOTIFY and never received: {reason} Let no pooler share sessions, and look at the database’s log.',
  database_clock_agrees: 'The clocks of this machine and of the database agree, within {seconds} s.',
  database_clock_off:
    'This machine’s clock is {seconds} s off the database’s. Kaitong goes by the database’s; certificates and logs do not. Let both machines follow NTP.',
  folder_not_yet: 'There is no {folder} yet. The first start of the server makes it; ask again then.',
  folder_keeps: 'A file was written, protected against a second writer, read and removed in {folder}.',
  folder_refuses:
    '{folder} does not take or give back a file: {reason} Ask as the user that the server runs as; give that user the folder, or name another one (KAITONG_DATA, KAITONG_KEYS, KAITONG_KEYS_COPY).',
  space_enough: '{folder} has {free} GB free; uploads would stop at {least} GB.',
  space_little: '{folder} has {free} GB free, and uploads stop at {least} GB. Make room, or take a larger disk.',
  space_full:
    '{folder} has {free} GB free, less than the {least} GB at which uploads stop. Make room now; cameras keep what they have meanwhile.',
  store_clock_agrees: 'The clocks of this machine and of the object store agree, within {seconds} s.',
  store_clock_off:
    'This machine’s clock is {seconds} s off the object store’s, and addresses live for 30 s. Let both follow NTP.',
  bucket_reached: 'The bucket {bucket} is there and lets us in.',
  bucket_missing: 'The object store has no bucket {bucket}. Make it, without versions, or correct KAITONG_S3_BUCKET.',
  bucket_closed:
    'The object store does not let us into the bucket {bucket}. Correct KAITONG_S3_ACCESS_KEY and its secret, or give its user the right to list, read, write and delete there; a wrong clock is refused in the same way.',
  bucket_elsewhere:
    'The object store answers {status} for the bucket {bucket}. Correct KAITONG_S3_ENDPOINT and KAITONG_S3_REGION, or set KAITONG_S3_PATH_STYLE to the other value.',
  store_away: 'The object store does not answer: {reason} Start it, or correct KAITONG_S3_ENDPOINT.',
  store_failed: 'Trying the object store ({step}) ended with: {reason} Look at its log.',
  days_end_by_rule:
    'Recordings go with their day by lifecycle rules of the bucket, one for each class and day; rules of others stay.',
  days_end_by_request:
    'The store takes no lifecycle rules from us, so recordings go with their day by requests of a thousand at a time. Where it has such rules, give the user the right to read and set them.',
  versions_off: 'The bucket keeps no versions: what is deleted is gone.',
  versions_kept: 'The bucket keeps versions, so deleted recordings would stay. Take a bucket that never had versions.',
  keys_bucket_keeps:
    'A record was written to the bucket {bucket} for the second copy of the keys, protected against a second writer, read and erased.',
  keys_bucket_versions:
    'The bucket {bucket} for the second copy of the keys keeps versions, so no erased key would be gone from it, and the server does not start. Name a bucket in KAITONG_KEYS_COPY that never had versions.',
  keys_bucket_refuses:
    'The bucket {bucket} cannot hold the second copy of the keys: {reason} Correct KAITONG_KEYS_COPY, or let the user of KAITONG_S3_ACCESS_KEY list, read, write and delete there.',
  object_kept: 'An object was written by an address for cameras and read back the same.',
  object_not_kept:
    'An object was not taken at the address for cameras, or came back different (PUT was answered {status}). See that {url} leads to the store (KAITONG_S3_PUBLIC_URL), and that no proxy changes Host, headers or body.',
  object_without_md5:
    'The store’s ETag is not the MD5 of the bytes, so a commit compares lengths only. Turn off encryption by the store’s key service for this bucket.',
  replacing_refused: 'Other bytes for the same key were refused ({status}), and the first stayed.',
  object_replaced:
    'Other bytes took the place of an object (PUT was answered {status}): the store ignores If-None-Match. Take a store or a version that knows it; footage could be exchanged here.',
  race_has_one_winner:
    'Of eight writers at once of one key one was told it won, in {rounds} rounds; the others got {statuses}.',
  race_has_many_winners:
    'Of eight writers at once of one key {winners} were told that they won. The store does not decide If-None-Match at one place: take another store.',
  md5_compared: 'Bytes with a wrong MD5 were refused ({status}) and left nothing.',
  md5_ignored:
    'Bytes with a wrong MD5 were taken ({status}): the store ignores Content-MD5. Damaged uploads would be kept; take another store.',
  length_compared: 'Bodies of another length, and one without a length, were refused ({statuses}) and left nothing.',
  length_ignored:
    'A body of another length than was signed was taken ({statuses}). Cameras could fill the store; take another one, or see that no proxy takes away Content-Length.',
  range_read: 'A part of an object was read.',
  range_ignored:
    'A part of an object was asked for and the store answered {status}. Players need range reads: see that no proxy takes away Range.',
  strangers_refused: 'Without a signature nothing is shown ({status}).',
  strangers_read:
    'An object was shown to somebody without a signature ({status}). Take away the bucket’s public read right at once: footage would be open to all.',
  pages_may_read: 'Pages of other hosts may read, also after a redirect (CORS).',
  pages_not_yet: 'The bucket has no CORS rules yet. The start of the server adds one; ask again then.',
  pages_may_not_read:
    'The bucket’s CORS rules do not let pages read ({origin}). Allow GET and HEAD from any origin with any header, or remove the rules: the next start of the server adds ours.',
  objects_removed: 'What was written was removed, many keys by one request.',
  objects_stay:
    'What was written below doctor/ in the bucket could not be removed: {reason} Give the user the right to delete; deleted recordings would stay.',
  certificate_good: 'The certificate of {where} is good for {days} days.',
  certificate_none: 'No line is encrypted by the settings, so there is no certificate to look at.',
  certificate_untrusted:
    'The certificate of {where} is not trusted by this machine ({reason}). Give the whole chain, or the authority to who must trust it.',
  certificate_ends_soon:
    'The certificate of {where} ends in {days} days. Renew it; the server takes the new files by itself.',
  certificate_ended: 'The certificate of {where} ended {days} days ago. Renew it now: cameras and phones refuse it.',
  certificate_unusable: 'The certificate cannot be used: {reason}',
  address_away:
    'Nothing answers at {where} ({reason}), so its certificate was not looked at. Start the server or the proxy, then ask again.',
  broker_asks: 'The broker at {where} answers, and lets in nobody without a token.',
  broker_away:
    'No broker answers at {where} ({reason}). Start the server, or correct KAITONG_MQTT_URL; then ask again.',
  broker_lets_in:
    'The broker at {where} lets in a stranger without a token. It is not Kaitong’s: correct KAITONG_MQTT_URL, or take the guest’s access away.',
  plane_answers: '{plane} answers at {where}: it knows the key of {from}, and has proved its own.',
  plane_answers_by_token: '{plane} answers at {where}, to {from} with the secret that both share.',
  plane_away:
    '{plane} does not answer at {where} ({reason}). What {from} has for it waits. Start it, or correct the address.',
  plane_refuses:
    '{plane} at {where} does not take the proof of {from}. Give it the public key of this deployment (plane-key prints it), or the same KAITONG_PLANE_TOKEN; see that both clocks are right.',
  plane_has_no_key:
    '{plane} at {where} answers {from} without a proof of its key. Set KAITONG_PLANE_KEY and the key of {from} there.',
  plane_has_another_key:
    'Who answers at {where} has another key than the one known here for {plane}. Correct KAITONG_REGION_KEYS or KAITONG_CONTROL_KEY, or the address.',
  plane_clock_off:
    'This machine’s clock is {seconds} s off the one of {plane}; beyond {most} s calls are refused. Let both follow NTP.',
};
