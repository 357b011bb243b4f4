import type { ListedObject } from '../object-store.ts';
import type { BucketConnection } from './connection.ts';
import { firstOf, textsOf } from './xml.ts';

export type Listing = { prefix: string; keysAtOnce: number; delimiter?: string };

export type ListedPage = {
  /** `md5`: what the store says, if it may be one; encrypted by a key service, or put together from parts, it is none. */
  objects: (ListedObject & { md5: string | undefined })[];
  /** What ends at the delimiter, from the first letter of its keys on. */
  folders: string[];
  /** Where the next page begins. */
  next: string | undefined;
};

async function listPage(
  ask: BucketConnection,
  { prefix, keysAtOnce, delimiter }: Listing,
  from?: string,
): Promise<ListedPage> {
  const query = {
    'list-type': '2',
    'max-keys': String(keysAtOnce),
    prefix,
    ...(delimiter !== undefined && { delimiter }),
    ...(from !== undefined && { 'continuation-token': from }),
  };
  const xml = await (await ask({ method: 'GET', key: '', query })).text();
  const objects = textsOf(xml, 'Contents').map((each) => ({
    key: firstOf(each, 'Key') ?? '',
    bytes: Number(firstOf(each, 'Size')),
    storedAt: new Date(firstOf(each, 'LastModified') ?? ''),
    md5: /^"?([0-9a-f]{32})"?$/.exec(firstOf(each, 'ETag') ?? '')?.[1],
  }));
  const folders = textsOf(xml, 'CommonPrefixes').map((each) => firstOf(each, 'Prefix') ?? '');
  const isCut = firstOf(xml, 'IsTruncated') === 'true';
  return { objects, folders, next: isCut ? firstOf(xml, 'NextContinuationToken') : undefined };
}

export async function* listAll(ask: BucketConnection, listing: Listing): AsyncGenerator<ListedPage> {
  let from: string | undefined;
  do {
    const page = await listPage(ask, listing, from);
    yield page;
    from = page.next;
  } while (from !== undefined);
}
