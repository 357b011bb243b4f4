// For tests of the whole program: the database under a running server, and the planes' own doors, seen from outside. For
// benches: what a region does with its footage, on a database that they fill themselves, and what is told of an application.
export { MQTT_MESSAGES } from './broker/line.ts';
export { readCluster } from './broker/rabbitmq/settings.ts';
export { systemClock } from './clock.ts';
export { findOpenFilesLimit, sharePlaces } from './connections/open-files.ts';
export { progressTopic } from './control/applications/progress.ts';
export { startReceiver } from './control/webhooks/testing/receiver.ts';
export { issue as issueForMaker } from './device-certificates/testing.ts';
export { tryBucket } from './doctor/try-bucket.ts';
export { tryKeyBucket } from './doctor/try-key-bucket.ts';
export { findFreePort } from './free-port.ts';
export { planeSend } from './http/plane-send.ts';
export { planeToken } from './http/plane-tokens.ts';
export { authorise, tokenIn } from './http/testing/authorise.ts';
export { sharedJudge } from './http/testing/shared-judge.ts';
export { createWrongCertificates } from './http/wrong-certificate.ts';
export { openBucketCopy } from './keys/bucket-copy.ts';
export { openKeyStore } from './keys/open-key-store.ts';
export { foldersOf } from './keys/testing/folders-of.ts';
export { silentLog } from './log.ts';
export { openLocalDisk } from './objects/local-disk/local-disk.ts';
export { connectBucket } from './objects/s3/connection.ts';
export { openLifecycle } from './objects/s3/lifecycle.ts';
export { prepareBucket } from './objects/s3/prepare-bucket.ts';
export { openS3 } from './objects/s3/s3.ts';
export { type PushService, startPushService } from './region/alarms/testing/push-service.ts';
export { signDeviceToken } from './region/devices/device-token.ts';
export { ensureDay } from './region/footage/days.ts';
export { dayPrefix, footagePrefix } from './region/footage/object-keys.ts';
export { getCalendar } from './region/library/get-calendar.ts';
export { getTimeline } from './region/library/get-timeline.ts';
export { listEvents } from './region/library/list-recordings.ts';
export { regionLimits } from './region/limits.ts';
export { dropExpiredDays } from './region/retention/days.ts';
export { changeSubscription } from './region/selling/subscriptions/move-subscription.ts';
export { defaultKeyFile, openMasterKey } from './secrets/master-key.ts';
export { cheapPasswords } from './secrets/testing.ts';
export { CONTROL_SCHEMA } from './store/control/migrations.ts';
export type { ControlTables } from './store/control/tables.ts';
export { type Database, openDatabase } from './store/database.ts';
export { findServer } from './store/embedded/server-process.ts';
export { socketFolder } from './store/embedded/sockets.ts';
export { migrate } from './store/migrate.ts';
export { openNotifications } from './store/notifications.ts';
export { openPostgres } from './store/postgres.ts';
export { regionMigrations, regionSchema } from './store/region/migrations.ts';
export type { RegionTables } from './store/region/tables.ts';
export { sandboxSchema } from './store/sandbox/migrations.ts';
export { withAdmin } from './store/testing/admin.ts';
export { isByTheSecond } from './store/testing/by-the-second.ts';
export { STATEMENT_BUDGETS } from './store/testing/statement-budgets.ts';
export { countStatements, recordStatements, type Statement } from './store/testing/statements.ts';
export { hearTold } from './store/testing/told.ts';
export {
  createTestClock,
  forgetOutages,
  startTestDatabase,
  type TestClock,
  type TestDatabase,
} from './store/testing.ts';
export { append, lastSeq } from './store/topics.ts';
export { makeLocalCertificate } from './tls/testing.ts';
