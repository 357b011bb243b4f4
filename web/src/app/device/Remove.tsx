import type { OwnerDevice } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useOnce } from '../../api/use-once.ts';
import { api } from '../api.ts';
import { Button } from '../parts/Button.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Sheet, sheetActionsClass } from '../parts/Sheet.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';

/** Takes a device out of the account, after saying what that means. */
export function Remove({ device: { deviceId, name, footageUntil } }: { device: OwnerDevice }) {
  const t = useText();
  const client = useQueryClient();
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const isFormer = footageUntil !== null;
  const remove = useOnce({
    mutationFn: () => api.removeDevice({ params: { deviceId } }),
    onSuccess: async () => {
      void client.invalidateQueries({ queryKey: queries.formerDevices().queryKey });
      client.setQueryData(queries.devices().queryKey, (all) => all?.filter((one) => one.deviceId !== deviceId));
      await router.navigate({ to: '/', replace: true });
      client.removeQueries({ queryKey: queries.device(deviceId).queryKey });
    },
  });
  return (
    <>
      <Button kind="dangerPlain" onClick={() => setAsking(true)}>
        {t(isFormer ? 'device.forget' : 'device.remove')}
      </Button>
      {asking && (
        <Sheet
          title={t(isFormer ? 'device.forgetTitle' : 'device.removeTitle', { name })}
          onClose={() => setAsking(false)}
        >
          <p>{t(isFormer ? 'device.forgetText' : 'device.removeText')}</p>
          {remove.isError && <ErrorNotice error={remove.error} />}
          <div className={sheetActionsClass}>
            <Button kind="danger" busy={remove.isPending && t('device.removing')} onClick={() => remove.mutate()}>
              {t(isFormer ? 'device.forget' : 'device.remove')}
            </Button>
            <Button onClick={() => setAsking(false)}>{t('common.cancel')}</Button>
          </div>
        </Sheet>
      )}
    </>
  );
}
