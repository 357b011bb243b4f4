import { type RegionHealth, SEGMENT_SECONDS, type SegmentSeconds } from '@kaitong/contract';
import { Button, Form, Radio } from 'antd';
import { useState } from 'react';
import { AskModal } from '../../desk/dialog/AskModal.tsx';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import { useMayChange } from '../use-may-change.ts';
import styles from './Reconciled.module.css';

/** How long cameras of the region are asked to make the segments of continuous footage, and a way to ask for another length. */
export function SegmentLength({ health }: { health: RegionHealth }) {
  const t = useText();
  const mayChange = useMayChange();
  const [isAsking, setAsking] = useState(false);
  return (
    <div className={styles.report}>
      <span>{t('operator.regions.segmentSeconds', { count: health.segmentSeconds })}</span>
      {mayChange && (
        <Button size="small" onClick={() => setAsking(true)}>
          {t('operator.regions.changeSegments')}
        </Button>
      )}
      {isAsking && <ChangeSegments health={health} onClose={() => setAsking(false)} />}
    </div>
  );
}

function ChangeSegments({
  health: { region, segmentSeconds },
  onClose,
}: {
  health: RegionHealth;
  onClose: () => void;
}) {
  const t = useText();
  const regionNames = useRegionNames();
  return (
    <AskModal<{ segmentSeconds: SegmentSeconds }>
      title={t('operator.regions.segmentsTitle', { region: regionNames([region]) })}
      consequences={[
        t('operator.regions.segmentsCost'),
        t('operator.regions.segmentsLater'),
        t('operator.regions.segmentsWhen'),
      ]}
      okText={t('operator.regions.segmentsSave')}
      run={(_, asked) => api.changeRegion({ params: { region }, body: asked })}
      done={t('operator.regions.segmentsSaved')}
      refresh={['operator']}
      onClose={onClose}
    >
      <Form.Item name="segmentSeconds" label={t('operator.regions.segments')} initialValue={segmentSeconds}>
        <Radio.Group
          options={SEGMENT_SECONDS.map((value) => ({
            value,
            label: t('operator.regions.segmentSeconds', { count: value }),
          }))}
        />
      </Form.Item>
    </AskModal>
  );
}
