import { z } from 'zod';

export const Container = z.enum(['ts', 'fmp4', 'mp4']);
export type Container = z.output<typeof Container>;

export const VideoCodec = z.enum(['h264', 'h265']);
export type VideoCodec = z.output<typeof VideoCodec>;

export const Encryption = z.enum(['aes-128', 'none']);
export type Encryption = z.output<typeof Encryption>;

export const ObjectKind = z.enum(['init', 'segment', 'snapshot']);
export type ObjectKind = z.output<typeof ObjectKind>;

/** What a device says about an event's footage when it opens the event. */
export const EventDeclaration = z
  .object({
    container: Container,
    codec: VideoCodec,
    /** Luma samples, after cropping. */
    width: z.int().min(1).max(16_384),
    height: z.int().min(1).max(16_384),
    encryption: Encryption,
  })
  .meta({ id: 'EventDeclaration' });
export type EventDeclaration = z.output<typeof EventDeclaration>;

const hex = (bytes: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`), `${bytes} bytes as lower-case hex`);

/** A single MP4 may hold a whole event; everything else is at most 16 MiB (checked where the container is known). */
export const MAX_OBJECT_BYTES = 256 * 1024 * 1024;
export const MAX_SEGMENT_BYTES = 16 * 1024 * 1024;
/** Of what is recorded all the time: a minute of 8 Mbit/s. */
export const MAX_CONTINUOUS_SEGMENT_BYTES = 64 * 1024 * 1024;

/** No event has an object with a higher number. */
export const LAST_OBJECT = 100_000;

/** What a device says about one object before it uploads it. Sizes and hashes are of the bytes as uploaded. */
export const ObjectDeclaration = z
  .object({
    /** Sequence number within the event, counting every kind, rising by one. */
    n: z.int().min(0).max(LAST_OBJECT),
    kind: ObjectKind,
    bytes: z.int().min(0).max(MAX_OBJECT_BYTES),
    /** Footage in it; 0 for `init` and `snapshot`. */
    durationMs: z.int().min(0).max(600_000),
    md5: hex(16),
    sha256: hex(32),
    /** Initialisation vector of this object; null when the event is not encrypted. */
    iv: hex(16).nullable(),
    /**
     * How long ago its last frame was taken when this was sent, by the device's monotonic clock. Left out, nothing is said.
     * No part of what the object is: said again it may differ.
     */
    ageMs: z.int().min(0).optional(),
  })
  .meta({ id: 'ObjectDeclaration' });
export type ObjectDeclaration = z.output<typeof ObjectDeclaration>;
