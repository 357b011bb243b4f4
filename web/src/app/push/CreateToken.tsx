import type { app, DeviceId, Output } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useOnce } from '../../api/use-once.ts';
import { useText } from '../footage/texts/index.ts';
import { Button } from '../parts/Button.tsx';
import { NameForm } from '../parts/NameForm.tsx';
import { Sheet, sheetActionsClass } from '../parts/Sheet.tsx';
import { MadeToken } from './MadeToken.tsx';
import { pushApi } from './push-api.ts';
import { ingestTokens } from './push-queries.ts';

/** Makes a token and shows it, this once. */
export function CreateToken({ deviceId, onClose }: { deviceId: DeviceId; onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const create = useOnce({
    mutationFn: (name: string) => pushApi.createIngestToken({ params: { deviceId }, body: { name } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ingestTokens(deviceId).queryKey }),
  });
  if (create.data) return <Made made={create.data} onClose={onClose} />;
  return (
    <Sheet title={t('footage.push.createTitle')} onClose={onClose}>
      <NameForm
        label={t('footage.push.name')}
        hint={t('footage.push.nameHint')}
        missing={t('footage.push.nameRequired')}
        most={80}
        call={create}
        onName={create.mutate}
        action={t('footage.push.create')}
        acting={t('footage.push.creating')}
        onCancel={onClose}
      />
    </Sheet>
  );
}

type MadeProps = { made: Output<typeof app.createIngestToken>; onClose: () => void };

function Made({ made, onClose }: MadeProps) {
  const t = useText();
  return (
    <Sheet title={t('footage.push.madeTitle', { name: made.name })} onClose={onClose}>
      <MadeToken token={made} />
      <div className={sheetActionsClass}>
        <Button kind="primary" onClick={onClose}>
          {t('footage.done')}
        </Button>
      </div>
    </Sheet>
  );
}
