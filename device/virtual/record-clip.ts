import { randomBytes } from 'node:crypto';
import type { EventDeclaration } from '@kaitong/contract/checks';
import { type Clock, type SealedObject, seal } from '../src/index.ts';
import { CameraError } from './camera-error.ts';
import { type FaultCode, faults, recipeFor } from './faults/catalogue.ts';
import type { Recipe } from './faults/fault.ts';
import { type ClipLength, declarationFor, record } from './recorder.ts';
import { openSource, type SourceChoice } from './sources/open.ts';

export type ClipOptions = Partial<Recipe> & {
  source?: SourceChoice;
  width?: number;
  height?: number;
  fps?: number;
  sound?: boolean;
  clip?: Partial<ClipLength>;
  segmentMs?: number;
  fault?: FaultCode | undefined;
};

/** What would have been uploaded: the declarations and the bytes as sealed, and the key that opens them. */
export type RecordedClip = { declaration: EventDeclaration; objects: SealedObject[]; key: Buffer | null };

/**
 * Records a clip without a platform, as fast as it can be encoded: for tests of a judge, and to try `kaitong check` on.
 * Throws `CameraError` for options that do not fit.
 */
export async function recordClip(options: ClipOptions = {}): Promise<RecordedClip> {
  const fault = options.fault && faults[options.fault];
  const { container, codec, encryption } = options;
  const asked = { ...(container && { container }), ...(codec && { codec }), ...(encryption && { encryption }) };
  const recipe = recipeFor(asked, fault);
  if (recipe === undefined) throw new CameraError(`The fault ${options.fault} needs ${JSON.stringify(fault?.needs)}.`);
  const clock = hastyClock();
  const opened = await openSource(options.source ?? { kind: 'drawn' }, {
    format: { codec: recipe.codec, width: options.width ?? 640, height: options.height ?? 360, fps: options.fps ?? 15 },
    label: 'recorded without a platform',
    groupMs: options.segmentMs ?? 2000,
    sound: options.sound ?? false,
    clock,
    ...(fault?.picture ? { fault: fault.picture } : {}),
  });
  if (!opened.ok) throw new CameraError(opened.reason);
  const { source } = opened;
  const recorder = { source, recipe: { ...recipe, codec: source.format.codec }, fault };
  const key = recipe.encryption === 'none' ? null : randomBytes(16);
  const objects: SealedObject[] = [];
  const at = clock.monotonic();
  source.wave?.(at);
  const clip = { preRecordMs: 2000, postRecordMs: 4000, ...options.clip };
  await record(
    recorder,
    { at, clip, signal: new AbortController().signal },
    {
      maxFootageMs: null,
      async addObject(object) {
        objects.push((fault?.seal ?? seal)(object, objects.length, key));
        return { ok: true, value: undefined };
      },
    },
  );
  await source.close();
  return { declaration: declarationFor(recorder), objects, key };
}

/** Waiting takes no time: the clock goes on by what is waited for. */
function hastyClock(): Clock {
  let ahead = 0;
  return {
    wall: () => Date.now() + ahead,
    monotonic: () => performance.now() + ahead,
    sleep: async (length) => {
      ahead += length;
    },
  };
}
