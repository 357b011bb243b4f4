// The SDK for a page: everything but what needs files or certificates of its own.
export { createDevice, type Device } from './device.ts';
export { isWatching } from './is-watching.ts';
export type { DeviceProblem, LocalCode } from './outcome.ts';
export { Credentials, pairDevice } from './pairing.ts';
export type { Clock, Fetch, Storage } from './ports.ts';
export { type ConnectionPort, openConnection } from './session/connection.ts';
export type { EventObject } from './upload/seal.ts';
