import type { DeviceId, OwnerDevice } from '@kaitong/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOnce } from '../../../api/use-once.ts';
import { Icon } from '../../../ui/Icon.tsx';
import { may } from '../../household/may.ts';
import { Button } from '../../parts/Button.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { ButtonRow } from '../ButtonRow.tsx';
import { type Day, lengthOf } from '../day/days.ts';
import { saveFrom } from '../downloads/save-from.ts';
import { ShareSheet } from '../sharing/ShareSheet.tsx';
import { takingApi } from '../taking-api.ts';
import { takingQueries } from '../taking-queries.ts';
import { useText } from '../texts/index.ts';
import { CutFacts } from './CutFacts.tsx';
import styles from './CutRange.module.css';
import { asSpan, type CutEnd, type CutSpan, faultOf } from './cut-span.ts';
import { TimeField } from './TimeField.tsx';
import { useSettled } from './use-settled.ts';

type Props = {
  device: OwnerDevice;
  day: Day;
  cut: CutSpan;
  /** The moment that plays. */
  playing: number | undefined;
  onChange: (cut: CutSpan) => void;
  onClose: () => void;
};

/** A hand that moves an end asks nothing until it rests. */
const REST_MS = 300;

/** Takes along what was recorded between two moments, whatever recordings it is in: as a file, or by a link. */
export function CutRange({ device, day, cut, playing, onChange, onClose }: Props) {
  const t = useText();
  const client = useQueryClient();
  const [isSharing, setSharing] = useState(false);
  const deviceId = device.deviceId as DeviceId;
  const span = asSpan(cut);
  const fault = faultOf(cut);
  const settled = useSettled(cut, REST_MS);
  const found = useQuery({
    ...takingQueries.cut(deviceId, span),
    enabled: settled !== undefined && fault === undefined,
  });
  const download = useOnce({
    mutationFn: () => {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      return takingApi.createCutDownload({ params: { deviceId }, body: { ...span, timeZone } });
    },
    onSuccess: saveFrom,
    onSettled: () => client.invalidateQueries({ queryKey: takingQueries.downloads().queryKey }),
  });
  const field = (end: CutEnd) => (
    <TimeField
      label={t(`footage.cut.${end}`)}
      day={day}
      at={cut[end]}
      problem={end === 'to' && fault ? t(`footage.cut.faults.${fault}`) : undefined}
      here={playing}
      hereLabel={t(`footage.cut.${end}Here`)}
      hereText={t('footage.cut.here')}
      onChange={(at) => {
        download.reset();
        onChange({ ...cut, [end]: at });
      }}
    />
  );
  const facts = fault === undefined ? found.data : undefined;
  return (
    <section className={styles.cut} aria-label={t('footage.cut.title')}>
      <div className={styles.times}>
        {field('from')}
        {field('to')}
      </div>
      <div role="status" className={styles.soft}>
        {fault === undefined && !found.isError && (
          <>
            {t('footage.cut.length', { length: lengthOf((cut.to - cut.from) / 1000) })}
            {facts && <CutFacts facts={facts} asked={cut.to - cut.from} />}
          </>
        )}
      </div>
      {fault === undefined && found.isError && <ErrorNotice error={found.error} />}
      {download.isError && <ErrorNotice error={download.error} />}
      <ButtonRow>
        <Button
          kind="primary"
          disabled={!facts}
          busy={download.isPending && t('footage.cut.preparing')}
          onClick={() => download.mutate()}
        >
          <Icon name="download" />
          {t('footage.download')}
        </Button>
        {may(device, 'manage') && (
          <Button disabled={!facts?.link} onClick={() => setSharing(true)}>
            <Icon name="share" />
            {t('footage.share')}
          </Button>
        )}
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </ButtonRow>
      {isSharing && facts?.link && (
        <ShareSheet {...{ deviceId, of: span }} shows={facts.link} onClose={() => setSharing(false)} />
      )}
    </section>
  );
}
