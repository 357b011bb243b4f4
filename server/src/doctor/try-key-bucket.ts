import { randomUUID } from 'node:crypto';
import { type KeyBucket, openBucketCopy } from '../keys/bucket-copy.ts';
import { connectBucket } from '../objects/s3/connection.ts';
import { findVersioning } from '../objects/s3/find-versioning.ts';
import { StoreError } from '../objects/store-error.ts';
import { type Finding, found, reasonOf } from './findings.ts';

const RECORD = 'keys/00/doctor';

/** What is demanded of a bucket that holds the second copy of keys; nothing of what is tried stays. */
export async function* tryKeyBucket(keys: KeyBucket): AsyncGenerator<Finding> {
  const { bucket } = keys;
  const copy = openBucketCopy({ ...keys, prefix: `${keys.prefix}doctor-${randomUUID()}/` });
  const refuses = (reason: string) => found('keys_bucket_refuses', { bucket, reason });
  try {
    if ((await findVersioning(connectBucket(keys, keys.credentials))) === 'kept') {
      yield found('keys_bucket_versions', { bucket });
      return;
    }
    await copy.put(RECORD, 'one');
    await copy.put(RECORD, 'other');
    const written = await copy.read(RECORD);
    await copy.erase(RECORD);
    const left = await copy.list('keys');
    await copy.removeGroup('keys', '00');
    if (written.is !== 'kept') yield refuses('other bytes came back.');
    else if (written.text !== 'one') yield refuses('it ignores If-None-Match, so a key could be exchanged.');
    else if (left.get(RECORD) !== 'erased' || (await copy.list('keys')).size > 0)
      yield refuses('what is deleted is there still.');
    else yield found('keys_bucket_keeps', { bucket });
  } catch (error) {
    yield refuses(error instanceof StoreError ? error.message : `${reasonOf(error)}.`);
  }
}
