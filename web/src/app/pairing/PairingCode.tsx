import { authorityPath, PairingText } from '@kaitong/contract';
import { QrCode } from '../../ui/QrCode.tsx';
import { Button } from '../parts/Button.tsx';
import { CopyLine } from '../parts/CopyLine.tsx';
import { Ring } from '../parts/Ring.tsx';
import { useRemaining } from '../parts/use-remaining.ts';
import { useText } from '../texts/index.ts';
import styles from './Pairing.module.css';

type Props = { text: string; expiresAt: string; onRenew: () => void };

/** The code for the camera's lens, and the same as text. */
export function PairingCode({ text, expiresAt, onRenew }: Props) {
  const t = useText();
  const { ms, fraction, minutes } = useRemaining(expiresAt);
  if (ms === 0) return <Expired onRenew={onRenew} />;
  return (
    <>
      <ol className={styles.steps}>
        <li>{t('pairing.step1')}</li>
        <li>{t('pairing.step2')}</li>
      </ol>
      <div className={styles.offer}>
        <Ring fraction={fraction}>
          <QrCode text={text} label={t('pairing.code')} />
        </Ring>
        <p className={styles.left}>{minutes > 0 ? t('pairing.left', { minutes }) : t('pairing.leftLast')}</p>
      </div>
      <p className={styles.waiting} role="status">
        <span className={styles.pulse} />
        {t('pairing.waiting')}
      </p>
      <details className={styles.asText}>
        <summary>{t('pairing.asText')}</summary>
        <p>{t('pairing.asTextHint')}</p>
        <code>{text}</code>
        <CopyLine text={text} label={t('pairing.copyText')} />
      </details>
      <Trust text={text} />
    </>
  );
}

/** Where the server vouches for itself, whom the phone may be told to trust. */
function Trust({ text }: { text: string }) {
  const t = useText();
  const ca = authorityOf(text);
  if (ca === undefined) return null;
  return (
    <details className={styles.asText}>
      <summary>{t('pairing.trust')}</summary>
      <p>{t('pairing.trustHint')}</p>
      <code>{ca}</code>
      <p>
        <a href={authorityPath} download>
          {t('pairing.trustFile')}
        </a>
      </p>
    </details>
  );
}

function authorityOf(text: string): string | undefined {
  try {
    return PairingText.parse(JSON.parse(text)).ca;
  } catch {
    return undefined; // of a newer server
  }
}

function Expired({ onRenew }: { onRenew: () => void }) {
  const t = useText();
  return (
    <div className={styles.expired} role="status">
      <strong>{t('pairing.expired')}</strong>
      <p>{t('pairing.expiredText')}</p>
      <Button kind="primary" onClick={onRenew}>
        {t('pairing.renew')}
      </Button>
    </div>
  );
}
