import type { ServerCertificate } from '@kaitong/contract';
import { Alert } from 'antd';
import { formatTime } from '../../ui/format.ts';
import { useText } from '../texts/index.ts';

/** Whoever orders or copies certificates has put a new one there by then. */
const LATE_MS = 7 * 24 * 3600 * 1000;

export const isCertificateDoubtful = (certificate: ServerCertificate | null): boolean =>
  certificate !== null &&
  (certificate.problem !== null ||
    certificate.endsAt === null ||
    Date.parse(certificate.endsAt) - Date.now() < LATE_MS);

/** A server whose certificate ends soon, or could not be renewed: cameras and browsers leave when it has ended. */
export function CertificateAlarm({ certificate }: { certificate: ServerCertificate | null }) {
  const t = useText();
  if (certificate === null || !isCertificateDoubtful(certificate)) return null;
  const { endsAt, problem } = certificate;
  return (
    <Alert
      type="error"
      showIcon
      style={{ marginBottom: 16 }}
      title={
        endsAt === null
          ? t('operator.regions.noCertificate')
          : t('operator.regions.oldCertificate', { endsAt: formatTime(endsAt) })
      }
      description={`${problem ?? ''} ${t('operator.regions.certificateText')}`.trim()}
    />
  );
}
