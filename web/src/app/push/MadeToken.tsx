import type { app, Output } from '@kaitong/contract';
import { QrCode } from '../../ui/QrCode.tsx';
import { useText } from '../footage/texts/index.ts';
import { CopyLine } from '../parts/CopyLine.tsx';
import { Commands } from './Commands.tsx';
import styles from './PushPage.module.css';
import { pushCommands } from './push-commands.ts';

/** A token, this once: as an address for cameras, which another phone or a laptop can read from this one, and in commands. */
export function MadeToken({ token: { token, pushUrl } }: { token: Output<typeof app.createIngestToken> }) {
  const t = useText();
  const { webhook } = pushCommands({ token, pushUrl });
  return (
    <div className={styles.made} role="status">
      <p>{t('footage.push.once')}</p>
      <div className={styles.qr}>
        <QrCode text={webhook} label={t('footage.push.qr')} />
      </div>
      <p className={styles.intro}>{t('footage.push.qrText')}</p>
      <code className={styles.code} data-testid="ingest-token">
        {token}
      </code>
      <CopyLine text={token} label={t('footage.push.copyToken')} />
      <Commands token={token} pushUrl={pushUrl} />
    </div>
  );
}
