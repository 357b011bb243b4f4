import { z } from 'zod';

// Every id is lower-case letters and digits: they stand in MQTT topics, object keys and URLs without escaping.
const id = (pattern: RegExp) => z.string().regex(pattern);

export const DEVICE_ID_PATTERN = /^[a-z0-9]{20,22}$/;

/** A product: one camera model. 16 characters. */
export const Pid = id(/^[a-z0-9]{16}$/).brand<'Pid'>();
/** A unit as it was paired: issued by a region, new at every pairing. 20–22 characters. */
export const DeviceId = id(DEVICE_ID_PATTERN).brand<'DeviceId'>();
/** The public half of a licence, burnt into one unit. */
export const Uuid = id(/^[a-z0-9]{16,24}$/).brand<'Uuid'>();
/** One region's name, as it stands in URLs. */
export const Region = id(/^[a-z][a-z0-9]{1,11}$/).brand<'Region'>();

export const AccountId = id(/^ac[a-z0-9]{18}$/).brand<'AccountId'>();
export const ApplicationId = id(/^ap[a-z0-9]{18}$/).brand<'ApplicationId'>();
/** Many samples that were submitted in one call. */
export const BulkActivationId = id(/^ba[a-z0-9]{18}$/).brand<'BulkActivationId'>();
export const ConformanceId = id(/^cf[a-z0-9]{18}$/).brand<'ConformanceId'>();
export const EventId = id(/^ev[a-z0-9]{18}$/).brand<'EventId'>();
/** A firmware's release. */
export const ReleaseId = id(/^[a-z0-9]{16,64}$/).brand<'ReleaseId'>();
export const OwnerId = id(/^[A-Za-z0-9]{16,40}$/).brand<'OwnerId'>();
export const ServiceOrderId = id(/^so[a-z0-9]{18}$/).brand<'ServiceOrderId'>();
/** A day of a camera in use, watched. */
export const SoakId = id(/^sk[a-z0-9]{18}$/).brand<'SoakId'>();
/** Of something that the operator waived. */
export const WaiverId = id(/^wv[a-z0-9]{18}$/).brand<'WaiverId'>();

export type Pid = z.output<typeof Pid>;
export type DeviceId = z.output<typeof DeviceId>;
export type Uuid = z.output<typeof Uuid>;
export type Region = z.output<typeof Region>;
export type AccountId = z.output<typeof AccountId>;
export type ApplicationId = z.output<typeof ApplicationId>;
export type BulkActivationId = z.output<typeof BulkActivationId>;
export type ConformanceId = z.output<typeof ConformanceId>;
export type EventId = z.output<typeof EventId>;
export type ReleaseId = z.output<typeof ReleaseId>;
export type OwnerId = z.output<typeof OwnerId>;
export type ServiceOrderId = z.output<typeof ServiceOrderId>;
export type SoakId = z.output<typeof SoakId>;
export type WaiverId = z.output<typeof WaiverId>;

/** Firmware versions look like 2.3.0: two to four numbers. */
export const FirmwareVersion = z
  .string()
  .regex(/^\d{1,5}(\.\d{1,5}){1,3}$/)
  .brand<'FirmwareVersion'>();
export type FirmwareVersion = z.output<typeof FirmwareVersion>;

/** A point in time on the wire: RFC 3339, UTC. */
export const Instant = z.iso.datetime();
