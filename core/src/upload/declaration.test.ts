import { seconds } from '@kaitong/contract';
import { describe, expect, test } from 'vitest';
import { refuseDeclaration } from './declaration.ts';

const limits = { objects: 160, footage: seconds(15) };
const IV = '0'.repeat(32);

describe('a declaration', () => {
  test.each([
    ['none', IV, 'null (encryption: none)'],
    ['aes-128', null, '32 hex digits (encryption: aes-128)'],
  ] as const)(
    'with encryption %s and IV %j is refused with the field and what it must be',
    (encryption, iv, expected) => {
      const params = { field: 'iv', expected };
      expect(refuseDeclaration(encryption, limits, { n: 0, iv })).toEqual({ code: 'input_invalid', params });
    },
  );

  test.each([
    ['none', null],
    ['aes-128', IV],
  ] as const)(
    'with encryption %s and IV %j is taken with every number below the limit, and with none from it on',
    (encryption, iv) => {
      for (const n of [0, 1, 159]) expect(refuseDeclaration(encryption, limits, { n, iv })).toBeUndefined();
      for (const n of [160, 161, 100_000]) {
        const refused = { code: 'footage_limit_reached', params: { seconds: 15 } };
        expect(refuseDeclaration(encryption, limits, { n, iv })).toEqual(refused);
      }
    },
  );
});
