import { Callout } from '../parts/Callout.tsx';
import { useText } from '../texts/index.ts';
import { usePairingRefused } from './pairing-refused.ts';

/** Why the camera that read the code may not be paired: it can say no more than that nothing happened. */
export function Refused() {
  const t = useText();
  const code = usePairingRefused();
  if (code === null) return null;
  return (
    <Callout tone="refused" title={t('pairing.refused')} role="alert">
      <span>{t(code === 'licence_revoked' ? 'pairing.refusedRevoked' : 'pairing.refusedBound')}</span>
      <span>{t('common.code', { code })}</span>
    </Callout>
  );
}
