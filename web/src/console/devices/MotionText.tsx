import type { MakerDevice } from '@kaitong/contract';
import { Button } from 'antd';
import type { z } from 'zod';
import { useAct } from '../../desk/calls/use-act.ts';
import { formatClock } from '../../ui/format.ts';
import { api } from '../api.ts';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';

type Device = Pick<z.output<typeof MakerDevice>, 'deviceId' | 'tester' | 'motionDetection'>;

/** How motion detection is set; on testers' devices it can be switched on here. */
export function MotionText({ device: { deviceId, tester, motionDetection } }: { device: Device }) {
  const t = useText();
  const may = useMay();
  const enable = useAct(() => api.enableMotionDetection({ params: { deviceId } }), {
    done: t('motion.enabled'),
    refresh: ['devices'],
  });
  if (!motionDetection) return t('application.unknown');
  const { enabled, schedule } = motionDetection;
  const sensitivity = t(`devices.sensitivity.${motionDetection.sensitivity}`);
  const best = enabled && !schedule && motionDetection.sensitivity === 'high';
  const text = !enabled
    ? t('devices.motionOff')
    : schedule
      ? t('devices.motionScheduled', {
          from: formatClock(schedule.from),
          to: formatClock(schedule.to),
          sensitivity,
        })
      : t('devices.motionOn', { sensitivity });
  return (
    <>
      {text}{' '}
      {tester && !best && may('enableMotionDetection') && (
        <Button size="small" loading={enable.isPending} onClick={() => enable.mutate()}>
          {t('motion.enable')}
        </Button>
      )}
    </>
  );
}
