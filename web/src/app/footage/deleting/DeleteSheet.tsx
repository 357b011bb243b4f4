import { useOnce } from '../../../api/use-once.ts';
import { Button } from '../../parts/Button.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Sheet, sheetActionsClass } from '../../parts/Sheet.tsx';
import { useText } from '../texts/index.ts';

type Props = {
  title: string;
  text: string;
  action: string;
  onDelete: () => Promise<void>;
  onClose: () => void;
};

/** Asks before something is gone for good. */
export function DeleteSheet({ title, text, action, onDelete, onClose }: Props) {
  const t = useText();
  const remove = useOnce({ mutationFn: onDelete, onSuccess: onClose });
  return (
    <Sheet title={title} onClose={onClose}>
      <p>{text}</p>
      {remove.isError && <ErrorNotice error={remove.error} />}
      <div className={sheetActionsClass}>
        <Button kind="danger" busy={remove.isPending && t('footage.deleting')} onClick={() => remove.mutate()}>
          {action}
        </Button>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </div>
    </Sheet>
  );
}
