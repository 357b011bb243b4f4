import type { certificates } from '@kaitong/contract';
import { getCertificate, getCertificateKeys } from '../../control/certificates/get-certificate.ts';
import { getCertificateRevocations } from '../../control/certificates/get-revocations.ts';
import { getListing, listCertified, putListing } from '../../control/certificates/listing.ts';
import { readCertificatePage } from '../../control/certificates/read-page.ts';
import { rotateCertificateKey } from '../../control/certificates/rotate-key.ts';
import type { ControlContext } from '../../control/context.ts';
import type { Handlers } from '../kit/mount.ts';

export const certificateHandlers = (context: ControlContext): Handlers<typeof certificates> => ({
  getCertificate: (caller, input) => getCertificate(context, caller, input),
  getCertificatePage: (_caller, { params: { address }, query: { lang } }, request) =>
    readCertificatePage(context, { address, language: lang ?? request.language }, request),
  getListing: (caller, input) => getListing(context, caller, input),
  putListing: (caller, input) => putListing(context, caller, input),
  listCertified: (_caller, input, request) => listCertified(context, input, request),
  getCertificateKeys: () => getCertificateKeys(context),
  getCertificateRevocations: (_caller, _input, { ip }) => getCertificateRevocations(context, { ip }),
  rotateCertificateKey: (caller) => rotateCertificateKey(context, caller),
});
