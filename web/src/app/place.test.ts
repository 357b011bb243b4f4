import { expect, test } from 'vitest';
import { placeOf } from './place.ts';

test('the first part of the address is the region whose app this is', () => {
  const cn = { region: 'cn', api: '/cn', pages: '/cn/app' };
  for (const path of ['/cn', '/cn/app', '/cn/app/', '/cn/app/devices/6cyrfffiiimgpjj5zvjkwo'])
    expect(placeOf(path)).toEqual(cn);
});
