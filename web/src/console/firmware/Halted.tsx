import type { ReleaseUploads } from '@kaitong/contract';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { useText } from '../texts/index.ts';
import styles from './Firmware.module.css';
import { Uploads } from './Uploads.tsx';

type Props = { pid: string; version: string; uploads: ReleaseUploads };

/** Why the platform halted a release, and how units go back. */
export function Halted({ pid, version, uploads }: Props) {
  const t = useText();
  return (
    <>
      <StateTag tone="refused" icon="alert" text={t('firmware.haltedBy')} />
      <p className={styles.told}>{t('firmware.haltedText')}</p>
      <Uploads uploads={uploads} />
      <p className={styles.told}>{t('firmware.goBack')}</p>
      <code className={styles.command}>
        {`npx kaitong firmware sign camera.bin --key maker.pem --pid ${pid} --firmware VERSION --takes-back ${version}`}
      </code>
    </>
  );
}
