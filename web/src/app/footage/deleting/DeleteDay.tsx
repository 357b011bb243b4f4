import type { DeviceId } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../parts/Button.tsx';
import { type Day, spanOfDay } from '../day/days.ts';
import { refreshFootage } from '../footage-queries.ts';
import { takingApi } from '../taking-api.ts';
import { useText } from '../texts/index.ts';
import { DeleteSheet } from './DeleteSheet.tsx';

/** Deletes a day's footage, after saying what that means. */
export function DeleteDay({ deviceId, day, onDeleted }: { deviceId: string; day: Day; onDeleted: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button kind="dangerPlain" onClick={() => setAsking(true)}>
        {t('footage.deleteDay')}
      </Button>
      {asking && (
        <DeleteSheet
          title={t('footage.deleteDayTitle', { day })}
          text={t('footage.deleteDayText')}
          action={t('footage.deleteDay')}
          onDelete={async () => {
            await takingApi.deleteFootage({ params: { deviceId: deviceId as DeviceId }, body: spanOfDay(day) });
            onDeleted();
            void refreshFootage(client, deviceId);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
