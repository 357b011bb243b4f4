import { expect, test } from 'vitest';
import { licenceCsv } from './licence-csv.ts';

test('a licence file has a header and one unit a line, which ends so that no shell script takes more than the AuthKey', () => {
  expect(licenceCsv('p1', [{ uuid: 'u1', authKey: 'k1' }])).toBe('pid,uuid,auth_key\np1,u1,k1\n');
});
