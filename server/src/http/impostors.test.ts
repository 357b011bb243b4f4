import { once } from 'node:events';
import { connect } from 'node:tls';
import { days, type WrongCertificate } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { issueCertificate, makeAuthority } from '../tls/issue.ts';
import type { Pair } from '../tls/pair.ts';
import { type Impostors, startImpostors } from './impostors.ts';

const HOST = '127.0.0.1';
let authority: Pair;
let impostors: Impostors;
beforeAll(async () => {
  authority = await makeAuthority('test', { from: Date.now(), length: days(9) });
  impostors = await startImpostors({
    ...{ host: HOST, port: 0, publicHost: HOST, log: silentLog },
    issue: (names, validity) => issueCertificate(authority, names, validity),
  });
});
afterAll(() => impostors.close());

/** What a client that trusts the authority finds wrong, checking all but what `careless` leaves out. */
async function verdictOn(wrong: WrongCertificate, careless: object = {}): Promise<string> {
  const { hostname: host, port } = new URL(impostors.urls.get(wrong) ?? '');
  const socket = connect({ host, port: Number(port), ca: authority.cert, ...careless });
  const said = await once(socket, 'secureConnect').then(
    () => 'trusted',
    ({ code }: { code: string }) => code,
  );
  socket.destroy();
  return said;
}

test('each is wrong in one way: a camera that checks all the rest would trust it', async () => {
  expect(await verdictOn('self-signed')).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  expect(await verdictOn('unknown-authority')).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  expect(await verdictOn('expired')).toBe('CERT_HAS_EXPIRED');
  expect(await verdictOn('wrong-name')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  expect(await verdictOn('wrong-name', { checkServerIdentity: () => undefined })).toBe('trusted');
});

test('without an authority that cameras trust nothing can be wrong with name or time alone', async () => {
  const plain = await startImpostors({ host: HOST, port: 0, publicHost: HOST, issue: undefined, log: silentLog });
  expect([...plain.urls.keys()]).toEqual(['self-signed', 'unknown-authority']);
  await plain.close();
});
