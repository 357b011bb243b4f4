import { formatBytes } from '../../../ui/format.ts';
import { useText } from '../texts/index.ts';
import styles from './ExportPage.module.css';
import type { ExportCamera } from './export-choice.ts';

type Props = {
  cameras: readonly ExportCamera[];
  /** What there is of each in the chosen days; undefined while it is not known. */
  sizes: readonly ExportCamera[] | undefined;
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
};

/** Cameras with recordings, each with what there is of it; all of them at once by the first row. */
export function ChooseCameras({ cameras, sizes, chosen, onChange }: Props) {
  const t = useText();
  const sizeOf = (deviceId: string) => sizes && (sizes.find((one) => one.deviceId === deviceId)?.bytes ?? 0);
  return (
    <>
      {cameras.length > 1 && (
        <label className={styles.row}>
          <input
            type="checkbox"
            checked={chosen.size === cameras.length}
            ref={(box) => {
              if (box) box.indeterminate = chosen.size > 0 && chosen.size < cameras.length;
            }}
            onChange={({ target }) => onChange(new Set(target.checked ? cameras.map(({ deviceId }) => deviceId) : []))}
          />
          <span className={styles.name}>{t('footage.exporting.allCameras')}</span>
        </label>
      )}
      {cameras.map(({ deviceId, name }) => {
        const bytes = sizeOf(deviceId);
        return (
          <label key={deviceId} className={styles.row}>
            <input
              type="checkbox"
              checked={chosen.has(deviceId)}
              onChange={({ target }) => {
                const next = new Set(chosen);
                if (target.checked) next.add(deviceId);
                else next.delete(deviceId);
                onChange(next);
              }}
            />
            <span className={styles.name}>{name}</span>
            {bytes !== undefined && (
              <span className={styles.bytes}>{bytes > 0 ? formatBytes(bytes) : t('footage.dayEmpty')}</span>
            )}
          </label>
        );
      })}
    </>
  );
}
