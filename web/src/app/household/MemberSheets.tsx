import type { HouseholdMember } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useOnce } from '../../api/use-once.ts';
import { Button } from '../parts/Button.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Sheet, sheetActionsClass } from '../parts/Sheet.tsx';
import { useText as useAppText } from '../texts/index.ts';
import { householdApi, householdQueries } from './household-api.ts';
import { RightsForm } from './RightsForm.tsx';
import { useText } from './texts/index.ts';

type Props = { member: HouseholdMember; onClose: () => void };
type Cameras = Parameters<typeof householdApi.changeHouseholdMember>[0]['body']['cameras'];

/** What a member may do from now on. */
export function ChangeMember({ member: { id, name, cameras }, onClose }: Props) {
  const t = useText();
  const client = useQueryClient();
  const change = useOnce({
    mutationFn: (wanted: Cameras) => householdApi.changeHouseholdMember({ params: { id }, body: { cameras: wanted } }),
    onSuccess: (household) => {
      client.setQueryData(householdQueries.household().queryKey, household);
      onClose();
    },
  });
  return (
    <Sheet title={t('changeOf', { name })} onClose={onClose}>
      <RightsForm
        initial={new Map(cameras.map(({ deviceId, rights }) => [deviceId, rights]))}
        submit={t('save')}
        busy={change.isPending && t('saving')}
        error={change.error}
        onSubmit={(wanted) => change.mutate(wanted)}
        onClose={onClose}
      />
    </Sheet>
  );
}

export function RemoveMember({ member: { id, name }, onClose }: Props) {
  const t = useText();
  const app = useAppText();
  const client = useQueryClient();
  const remove = useOnce({
    mutationFn: () => householdApi.removeHouseholdMember({ params: { id } }),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: householdQueries.household().queryKey }),
  });
  return (
    <Sheet title={t('removeOf', { name })} onClose={onClose}>
      <p>{t('removeText')}</p>
      {remove.isError && <ErrorNotice error={remove.error} />}
      <div className={sheetActionsClass}>
        <Button kind="danger" busy={remove.isPending && t('removing')} onClick={() => remove.mutate()}>
          {t('remove')}
        </Button>
        <Button onClick={onClose}>{app('common.cancel')}</Button>
      </div>
    </Sheet>
  );
}
