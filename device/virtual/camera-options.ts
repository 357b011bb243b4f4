import type { Duration, MotionDetection, RecordingGrant } from '@kaitong/contract';
import type { VideoCodec } from '@kaitong/contract/checks';
import type {
  Clock,
  ConnectionPort,
  Credentials,
  Device,
  EventObject,
  Fetch,
  SessionState,
  Spool,
  Storage,
  UnitCertificate,
  Updating,
} from '../src/index.ts';
import type { FaultCode } from './faults/catalogue.ts';
import type { Recipe } from './faults/fault.ts';
import type { EventResult } from './record-event.ts';
import type { ClipLength } from './recorder.ts';
import type { SourceChoice } from './sources/open.ts';

/** What an event is recorded for. */
export type Cause = 'wave' | 'motion' | 'probe' | 'simulated';

/** What a virtual camera tells about itself, for a log or a page. */
export type CameraNews =
  | { is: 'state'; state: SessionState }
  | { is: 'granted'; nonce: string }
  | { is: 'revoked' }
  /** What the owner's subscription lets it record from now on. */
  | { is: 'permitted'; recording: RecordingGrant['recording'] }
  | { is: 'recording'; cause: Cause | 'continuous' }
  | { is: 'object'; kind: EventObject['kind']; bytes: number; durationMs: number }
  | { is: 'finished'; cause: Cause; result: EventResult }
  | { is: 'settings'; motionDetection: MotionDetection | null; privacyMode: boolean }
  /** It runs new firmware, and is online with it. */
  | { is: 'updated'; firmware: string }
  /** This firmware did not come online, and the one before runs again. */
  | { is: 'taken_back'; firmware: string }
  | { is: 'unpaired' };

export type VirtualCameraOptions = Partial<Recipe> & {
  credentials: Credentials;
  /** Proves the unit where a region asks for it. */
  certificate?: UnitCertificate;
  firmware: string;
  /** A drawn room with a clock by default. */
  source?: SourceChoice;
  codec?: VideoCodec;
  width?: number;
  height?: number;
  fps?: number;
  /** Adds the sound of a quiet room, in AAC. */
  sound?: boolean;
  clip?: Partial<ClipLength>;
  segmentMs?: number;
  fault?: FaultCode | undefined;
  sleepy?: boolean;
  /** Can make a test event on command; true by default. */
  probe?: boolean;
  /** Takes motion that it is told of as its own; true by default. */
  simulate?: boolean;
  /** Makes a night of its own where it is told of motion by night; true by default. */
  night?: boolean;
  /** Sees a wave by itself, this long after a grant: for demonstrations without a hand. */
  waveAfterGrant?: Duration | undefined;
  motionDetection?: MotionDetection | null;
  /** Records all the time where the plan gives that. */
  continuous?: boolean;
  /** Where footage waits for the uplink; in memory by default. */
  spool?: Spool;
  /** False: paired, and not switched on before `start()`. */
  powered?: boolean;
  storage?: Storage;
  /** Installs what its maker signs; `startUpdatingCamera` makes one that also runs it. */
  updating?: Updating;
  clock?: Clock;
  fetch?: Fetch;
  connect?: ConnectionPort;
  onNews?(news: CameraNews): void;
};

/** Why a wave is not recorded. */
export type WaveRefusal = 'offline' | 'recording' | 'motion_detection_off' | 'privacy_mode';
export type WaveAnswer = { seen: true; finished: Promise<EventResult> } | { seen: false; because: WaveRefusal };

export type VirtualCamera = {
  readonly deviceId: string;
  readonly device: Device;
  readonly recipe: Recipe;
  readonly state: SessionState['state'] | 'dormant';
  readonly recording: boolean;
  readonly lastResult: EventResult | undefined;
  /** Somebody waves in front of the lens, now. A sleeping camera wakes up. `finished` is when all of it is uploaded. */
  wave(): WaveAnswer;
  /** Somebody covers the lens for so long: motion, and darkness until the hand is gone. */
  cover(lasts: Duration): WaveAnswer;
  /** What the lens sees now, as JPEG; a preview may be small. */
  picture(size?: 'full' | 'preview'): Promise<Uint8Array | undefined>;
  /** Resolves once it records and sends no event. */
  idle(): Promise<void>;
  /** Goes offline with a goodbye. */
  stop(): Promise<void>;
  /** Loses power. */
  vanish(): Promise<void>;
  start(): void;
  close(): Promise<void>;
};
