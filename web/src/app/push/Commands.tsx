import { useText } from '../footage/texts/index.ts';
import { CopyLine } from '../parts/CopyLine.tsx';
import styles from './PushPage.module.css';
import { pushCommands } from './push-commands.ts';

/** What to type at a terminal. */
export function Commands({ token, pushUrl }: { token: string; pushUrl: string }) {
  const t = useText();
  const { ffmpeg, curl, webhook } = pushCommands({ token, pushUrl });
  return (
    <div className={styles.commands}>
      <h3>{t('footage.push.webhook')}</h3>
      <code className={styles.code}>{webhook}</code>
      <CopyLine text={webhook} label={t('footage.push.copyWebhook')} />
      <h3>{t('footage.push.ffmpeg')}</h3>
      <code className={styles.code}>{ffmpeg}</code>
      <CopyLine text={ffmpeg} label={t('footage.push.copyFfmpeg')} />
      <h3>{t('footage.push.curl')}</h3>
      <code className={styles.code}>{curl}</code>
      <CopyLine text={curl} label={t('footage.push.copyCurl')} />
    </div>
  );
}
