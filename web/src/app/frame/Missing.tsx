import { Link } from '@tanstack/react-router';
import { CameraPicture } from '../devices/CameraPicture.tsx';
import { buttonClass } from '../parts/Button.tsx';
import { Empty } from '../parts/Empty.tsx';
import { useText } from '../texts/index.ts';

/** In place of what an address names where there is no such thing, with the way back. */
export function Missing() {
  const t = useText();
  return (
    <Empty picture={<CameraPicture size={96} />} text={t('missing.text')}>
      <Link to="/" className={buttonClass('primary')}>
        {t('missing.home')}
      </Link>
    </Empty>
  );
}
