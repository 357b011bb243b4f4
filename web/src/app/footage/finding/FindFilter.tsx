import { EVENT_TYPES, type OwnerDevice, type RecordedEvent } from '@kaitong/contract';
import { useId } from 'react';
import { DayField } from '../day/DayField.tsx';
import { KindOptions } from '../events/KindOptions.tsx';
import { useText } from '../texts/index.ts';
import styles from './FindPage.module.css';
import type { FindSearch } from './find-search.ts';

type Props = { search: FindSearch; cameras: readonly OwnerDevice[]; onChange: (search: FindSearch) => void };

/** Of which camera and kind, on which days, and whether only among favourites or what is kept. */
export function FindFilter({ search, cameras, onChange }: Props) {
  const t = useText();
  const id = useId();
  const { device, type, from, to, favourites, kept, ...rest } = search;
  const change = (one: { [K in keyof FindSearch]?: FindSearch[K] | undefined }) => {
    const next = { ...search, ...one };
    onChange(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) as typeof rest);
  };
  return (
    <search className={styles.filter} aria-label={t('footage.finding.title')}>
      <div>
        <label htmlFor={`${id}-camera`}>{t('footage.finding.camera')}</label>
        <select
          id={`${id}-camera`}
          value={device ?? ''}
          onChange={({ target: { value } }) => change({ device: value === '' ? undefined : value })}
        >
          <option value="">{t('footage.finding.allCameras')}</option>
          {cameras.map(({ deviceId, name }) => (
            <option key={deviceId} value={deviceId}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label htmlFor={`${id}-type`}>{t('footage.filter')}</label>
        <select
          id={`${id}-type`}
          value={type ?? ''}
          onChange={({ target: { value } }) => change({ type: EVENT_TYPES.find((one) => one === value) })}
        >
          <KindOptions kinds={FOUND_TYPES} />
        </select>
      </div>
      {(['from', 'to'] as const).map((end) => (
        <DayField
          key={end}
          label={t(`footage.exporting.${end}`)}
          value={end === 'from' ? from : to}
          onChange={(day) => change({ [end]: day })}
          onClear={() => change({ [end]: undefined })}
        />
      ))}
      {(['favourites', 'kept'] as const).map((mark) => (
        <label key={mark} className={styles.only} htmlFor={`${id}-${mark}`}>
          <input
            id={`${id}-${mark}`}
            type="checkbox"
            checked={search[mark] === true}
            onChange={({ target: { checked } }) => change({ [mark]: checked ? true : undefined })}
          />
          {t(`footage.finding.${mark}`)}
        </label>
      ))}
    </search>
  );
}

/** What a probe brings is its maker's. */
const FOUND_TYPES: readonly RecordedEvent['type'][] = EVENT_TYPES.filter((one) => one !== 'probe');
