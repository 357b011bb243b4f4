import {
  ObjectDeclaration as Declaration,
  EventDeclaration,
  MAX_OBJECT_BYTES,
  type ObjectDeclaration,
} from '@kaitong/contract/checks';
import { z } from 'zod';

/** The file in which a camera, the virtual one for example, leaves what it declared about the objects beside it. */
export const CLIP_FILE = 'clip.json';

/** What a device declared, and the key that the platform gave it. */
export const DeclaredClip = z.object({
  declaration: EventDeclaration,
  /** AES-128, 32 hex digits; null for `encryption: none`. */
  key: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullable(),
  objects: z.array(Declaration).max(1000),
});
export type DeclaredClip = z.output<typeof DeclaredClip>;

/** An object's file is named by its number and kind: `0-init.bin`, `3-segment.m4s`. */
const OBJECT_FILE = /^(\d{1,6})-(init|segment|snapshot)\.[\w.]+$/;

/** The declaration of a file in the folder of a clip; undefined for a file that is no object of it. */
export function declarationOf(clip: DeclaredClip, name: string): ObjectDeclaration | undefined {
  const [, n, kind] = OBJECT_FILE.exec(name) ?? [];
  return clip.objects.find((object) => object.n === Number(n) && object.kind === kind);
}

/** Longest file that is taken for a `clip.json`. */
export const MAX_CLIP_FILE_BYTES = Math.min(1024 * 1024, MAX_OBJECT_BYTES);
