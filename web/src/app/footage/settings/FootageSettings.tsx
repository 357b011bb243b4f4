import { Link } from '@tanstack/react-router';
import { Group } from '../../parts/Group.tsx';
import { LinkRow, linkRowClass } from '../../parts/LinkRow.tsx';
import { useText } from '../texts/index.ts';

/** Under "Me": what concerns the footage of all cameras. */
export function FootageSettings() {
  const t = useText();
  return (
    <Group>
      <Link to="/me/shares" className={linkRowClass}>
        <LinkRow icon="share" title={t('footage.shares')} text={t('footage.sharesText')} />
      </Link>
      <Link to="/me/storage" className={linkRowClass}>
        <LinkRow icon="film" title={t('footage.storage')} text={t('footage.storageText')} />
      </Link>
      <Link to="/me/export" search={{}} className={linkRowClass}>
        <LinkRow icon="download" title={t('footage.export')} text={t('footage.exportText')} />
      </Link>
    </Group>
  );
}
