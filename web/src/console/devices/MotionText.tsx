import type { MakerDevice } from '@kaitong/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import type { z } from 'zod';
import { explain } from '../../api/explain.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { formatClock } from '../../ui/format.ts';
import { api } from '../api.ts';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';

type Device = Pick<z.output<typeof MakerDevice>, 'deviceId' | 'tester' | 'motionDetection'>;

/** How motion detection is set; on testers' devices it can be switched on here. */
export function MotionText({ device: { deviceId, tester, motionDetection } }: { device: Device }) {
  const t = useText();
  const [language] = useLanguage();
  const may = useMay();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const enable = useMutation({
    mutationFn: () => api.enableMotionDetection({ params: { deviceId } }),
    onSuccess: async () => {
      void message.success(t('motion.enabled'));
      await queryClient.invalidateQueries({ queryKey: ['devices'] });
    },
    onError: (error) => void message.error(explain(error, language).title),
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
