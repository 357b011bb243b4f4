import type { OwnerDevice } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import { useText } from '../footage/texts/index.ts';
import { Group } from '../parts/Group.tsx';
import { LinkRow, linkRowClass } from '../parts/LinkRow.tsx';

/** The way to push tokens. Where there is no cloud storage yet, there is no hint of it here either. */
export function PushEntry({ device: { deviceId, cloudStorage } }: { device: OwnerDevice }) {
  const t = useText();
  if (!cloudStorage) return null;
  return (
    <Group>
      <Link to="/devices/$deviceId/push-tokens" params={{ deviceId }} className={linkRowClass}>
        <LinkRow icon="share" title={t('footage.push.title')} text={t('footage.push.entry')} />
      </Link>
    </Group>
  );
}
