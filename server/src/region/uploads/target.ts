import type { ObjectDeclaration } from '@kaitong/contract/checks';
import { TARGET_LIFE } from '@kaitong/core';
import type { RegionContext } from '../context.ts';
import type { Target, Upload } from './purpose.ts';

const CONTENT_TYPE = 'application/octet-stream';

/** Where the bytes of an object that was declared go, for as long as a target lives. */
export async function targetOf(
  { objects }: Pick<RegionContext, 'objects'>,
  upload: Pick<Upload, 'now' | 'objectKey'>,
  { n, bytes, md5, sha256 }: ObjectDeclaration,
  state: Target['state'],
): Promise<Target> {
  const expiresAt = new Date(upload.now.getTime() + TARGET_LIFE);
  const presigned = { bytes, md5, sha256, contentType: CONTENT_TYPE, expiresAt };
  const { url, headers } = await objects.presignPut(upload.objectKey(n), presigned);
  return { n, state, method: 'PUT', url, headers, expiresAt: expiresAt.toISOString() };
}

/** Whether all bytes of an object are in the store: one that is not all there is as good as none. */
export const isStored = async (
  { objects }: Pick<RegionContext, 'objects'>,
  upload: Pick<Upload, 'objectKey'>,
  { n, bytes }: ObjectDeclaration,
): Promise<boolean> => (await objects.findInfo(upload.objectKey(n)))?.bytes === bytes;
