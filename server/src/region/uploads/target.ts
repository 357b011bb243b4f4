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

/**
 * Whether all bytes of an object are in the store: one that is not all there is as good as none. `other`: the store took
 * something else before, and replaces nothing; it says so of objects whose MD5 it tells.
 */
export async function findStored(
  upload: Pick<Upload, 'findStored'>,
  { n, bytes, md5 }: ObjectDeclaration,
): Promise<'whole' | 'missing' | 'other'> {
  const info = await upload.findStored(n);
  if (info?.md5 !== undefined && (info.bytes !== bytes || info.md5 !== md5)) return 'other';
  return info?.bytes === bytes ? 'whole' : 'missing';
}
