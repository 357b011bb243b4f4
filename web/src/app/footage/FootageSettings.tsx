import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../api.ts';
import { Button } from '../parts/Button.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Group } from '../parts/Group.tsx';
import { LinkRow, linkRowClass } from '../parts/LinkRow.tsx';
import styles from './FootagePage.module.css';
import { NotificationSwitch } from './NotificationSwitch.tsx';
import { saveFrom } from './save-from.ts';
import { useText } from './texts/index.ts';

/** Under "Me": what concerns the footage of all cameras. */
export function FootageSettings() {
  const t = useText();
  return (
    <Group>
      <Link to="/me/shares" className={linkRowClass}>
        <LinkRow icon="share" title={t('footage.shares')} text={t('footage.sharesText')} />
      </Link>
      <NotificationSwitch />
      <Export />
    </Group>
  );
}

function Export() {
  const t = useText();
  const create = useMutation({ mutationFn: () => api.createExport({}), onSuccess: saveFrom });
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
    </div>
  );
}
