export {
  createDevice,
  type Device,
  type DeviceHooks,
  type DeviceOptions,
  type DeviceSettings,
  type EventRequest,
} from './device.ts';
export { openFolderStorage } from './folder-storage.ts';
export type { Grant } from './grants.ts';
export type { DeviceProblem, LocalCode, Outcome } from './outcome.ts';
export { Credentials, type PairingRequest, pairDevice } from './pairing.ts';
export { type Clock, type Fetch, memoryStorage, type Storage, systemClock } from './ports.ts';
export { licenceProof, secretProof } from './proofs.ts';
export { openFolderSpool } from './recording/folder-spool.ts';
export type { Recording, RecordingResult } from './recording/recording.ts';
export type { RecordingRequest, Recordings } from './recording/recordings.ts';
export { memorySpool, type Spool } from './recording/spool.ts';
export { type RegionCaller, type RegionClient, type RegionPort, regionOverHttp } from './region-client.ts';
export { type Connection, type ConnectionOptions, type ConnectionPort, openConnection } from './session/connection.ts';
export type { SessionState } from './session/session.ts';
export type { EventUpload } from './upload/event-upload.ts';
export { describe, type EventObject, type Seal, type SealedObject, seal } from './upload/seal.ts';
