import { useQueryClient } from '@tanstack/react-query';
import { useOnce } from '../../../api/use-once.ts';
import { api } from '../../api.ts';
import { Button } from '../../parts/Button.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { takingQueries } from '../taking-queries.ts';
import { useText } from '../texts/index.ts';
import { Downloads } from './Downloads.tsx';
import styles from './Export.module.css';
import { saveFrom } from './save-from.ts';

/** All that the account has recorded, as one file. */
export function Export() {
  const t = useText();
  const client = useQueryClient();
  const create = useOnce({
    mutationFn: () => api.createExport({}),
    onSuccess: saveFrom,
    onSettled: () => client.invalidateQueries({ queryKey: takingQueries.downloads().queryKey }),
  });
  return (
    <div className={styles.export}>
      <div>
        <strong>{t('footage.export')}</strong>
        <p>{t('footage.exportText')}</p>
      </div>
      {create.isError && <ErrorNotice error={create.error} />}
      <Button busy={create.isPending && t('footage.exporting')} onClick={() => create.mutate()}>
        {t('footage.exportNow')}
      </Button>
      <Downloads kind="export" />
    </div>
  );
}
