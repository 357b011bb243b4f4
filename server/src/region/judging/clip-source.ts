import type { EventId } from '@kaitong/contract';
import type { EventDeclaration, ObjectDeclaration } from '@kaitong/contract/checks';
import type { ObjectFacts, ObjectInspection } from '@kaitong/media';
import type { Kysely } from 'kysely';
import type { ObjectDecoding } from '../../store/region/events.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionTransaction } from '../context.ts';

/** An object that waits for the judge, or that was before one that does. */
export type ClipObject = ObjectDeclaration & {
  clipId: EventId;
  objectKey: string;
};

/** What an object is read with. */
export type Clip = {
  declaration: EventDeclaration;
  key: Uint8Array | undefined;
  /** Whether anybody waits for what level 2 says of it. */
  isAwaited: boolean;
};

type Taken = ClipObject & {
  /** @throws if its key cannot be unwrapped */
  openClip: () => Clip;
  /** Whether others waited for the same level then, in whosever hands. */
  isOneOfMany: boolean;
};

/** An object for level 1, with the nearest that level 1 has seen before it in its clip. */
export type Uninspected = Taken & { earlier: Partial<Record<'init' | 'segment', ObjectFacts>> };

/** One for level 2, with what that made of the clip's objects of its kind so far. */
export type Undecoded = Taken & { inspection: ObjectInspection; decodings: PastDecoding[] };

/** As much of it as a limit of its clip is told by. */
export type PastDecoding = Pick<ObjectDecoding, 'decoded' | 'picture' | 'processorMs'>;

/** Where the clips stand that are to be judged, and what becomes of what is found. Rows are locked until the verdict on them. */
export type ClipSource = {
  /** The notification that says that an object may be new; its payload is the clip. */
  committed: string;
  /** Whether an object waits for level 1, in whosever hands; and for level 2. */
  hasUninspected(db: Kysely<RegionTables>, without: EventId[]): Promise<boolean>;
  hasUndecoded(db: Kysely<RegionTables>, without: EventId[]): Promise<boolean>;
  /** The next object for level 1, held while it is judged, in order within its clip, of none of `without`. */
  takeUninspected(trx: RegionTransaction, without: EventId[]): Promise<Uninspected | undefined>;
  /** The next one for level 2. */
  takeUndecoded(trx: RegionTransaction, without: EventId[]): Promise<Undecoded | undefined>;
  /** The initialisation segment that a camera sent last before an object. */
  findInit(trx: RegionTransaction, object: ClipObject): Promise<ClipObject | undefined>;
  /** Stores what level 1 found, with all that follows from it. */
  keepInspection(trx: RegionTransaction, object: Uninspected, inspection: ObjectInspection): Promise<void>;
  /** The same of level 2; `inspection` where what level 1 found has to be replaced. */
  keepDecoding(
    trx: RegionTransaction,
    object: Undecoded,
    found: { decoding: ObjectDecoding; inspection?: ObjectInspection },
  ): Promise<void>;
};
