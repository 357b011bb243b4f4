import { canDevice, type OwnerDevice } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import { useText as useFootageText } from '../footage/texts/index.ts';
import { Group } from '../parts/Group.tsx';
import { LinkRow, linkRowClass } from '../parts/LinkRow.tsx';
import { useText } from '../texts/index.ts';

/** What only developers look for, under one heading. Where there is no cloud storage yet, there is no hint of it here either. */
export function DeveloperEntries({ device: { deviceId, kind, cloudStorage } }: { device: OwnerDevice }) {
  const t = useText();
  const ofFootage = useFootageText();
  if (!cloudStorage) return null;
  return (
    <Group title={t('developers.title')}>
      <Link to="/devices/$deviceId/push-tokens" params={{ deviceId }} className={linkRowClass}>
        <LinkRow icon="share" title={ofFootage('footage.push.title')} text={ofFootage('footage.push.entry')} />
      </Link>
      {canDevice(kind, 'verify') && (
        <Link to="/me/tester" className={linkRowClass}>
          <LinkRow icon="check" title={t('testers.title')} text={t('testers.entryText')} />
        </Link>
      )}
    </Group>
  );
}
