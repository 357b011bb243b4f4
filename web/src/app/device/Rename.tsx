import type { OwnerDevice } from '@kaitong/contract';
import { NameForm } from '../parts/NameForm.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { useText } from '../texts/index.ts';
import { useUpdate } from './use-change.ts';

export function Rename({ device, onClose }: { device: OwnerDevice; onClose: () => void }) {
  const t = useText();
  const change = useUpdate(device.deviceId);
  return (
    <Sheet title={t('device.renameTitle')} onClose={onClose}>
      <NameForm
        label={t('device.name')}
        missing={t('device.nameRequired')}
        most={40}
        before={device.name}
        call={change}
        onName={(name) => change.mutate({ name }, { onSuccess: onClose })}
        action={t('common.save')}
        acting={t('common.save')}
        onCancel={onClose}
      />
    </Sheet>
  );
}
