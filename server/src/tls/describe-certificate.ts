import type { ServerCertificate } from '@kaitong/contract';
import type { CertificateState } from './open-certificates.ts';

export const describeCertificate = ({ from, endsAt, problem }: CertificateState): ServerCertificate => ({
  from,
  endsAt: endsAt?.toISOString() ?? null,
  problem: problem ?? null,
});
