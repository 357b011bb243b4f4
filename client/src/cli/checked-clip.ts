import type { FilesChecked } from '@kaitong/judge/local';

/** A local clip with its verdict, under the name that it is told by. */
export type CheckedClip = FilesChecked & { name: string };
