import type { Application } from '@kaitong/contract';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button } from 'antd';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';

/** Motion detection that may miss the wave: said before time is lost, and mended here where the owner is a tester. */
export function MotionWarning({ application }: { application: Application }) {
  const t = useText();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const { motionDetection, deviceId } = application;
  const weak = motionDetection !== null && motionDetection !== 'on';
  const { data } = useInfiniteQuery({ ...queries.devices({ search: deviceId }), enabled: weak });
  const enable = useMutation({
    mutationFn: () => api.enableMotionDetection({ params: { deviceId } }),
    onSuccess: async () => {
      void message.success(t('motion.enabled'));
      await queryClient.invalidateQueries({ queryKey: ['devices'] });
    },
  });
  if (!weak || enable.isSuccess) return null;
  const tester = data?.pages.some(({ items }) => items.some((one) => one.deviceId === deviceId && one.tester)) ?? false;
  return (
    <>
      <Alert
        type="warning"
        showIcon
        title={t(`motion.${motionDetection}`)}
        description={tester ? t('motion.text') : `${t('motion.text')}${t('motion.inApp')}`}
        action={
          tester && (
            <Button loading={enable.isPending} onClick={() => enable.mutate()}>
              {t('motion.enable')}
            </Button>
          )
        }
      />
      {enable.isError && <ErrorNotice error={enable.error} />}
    </>
  );
}
