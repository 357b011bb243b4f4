// For tests of the whole program: the database under a running server, and the planes' own doors, seen from outside.
export { planeSend } from './http/plane-send.ts';
export { planeToken } from './http/plane-tokens.ts';
export { changeSubscription } from './region/subscriptions/move-subscription.ts';
export { CONTROL_SCHEMA } from './store/control/migrations.ts';
export type { ControlTables } from './store/control/tables.ts';
export { type Database, openDatabase } from './store/database.ts';
export { regionSchema } from './store/region/migrations.ts';
export type { RegionTables } from './store/region/tables.ts';
export { createTestClock, startTestDatabase, type TestClock, type TestDatabase } from './store/testing.ts';
