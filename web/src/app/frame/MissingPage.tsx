import { Link } from '@tanstack/react-router';
import { CameraPicture } from '../devices/CameraPicture.tsx';
import { buttonClass } from '../parts/Button.tsx';
import { Empty } from '../parts/Empty.tsx';
import { useText } from '../texts/index.ts';
import { Page } from './Page.tsx';

export function MissingPage() {
  const t = useText();
  return (
    <Page title={t('missing.title')}>
      <Empty picture={<CameraPicture size={96} />} text={t('missing.text')}>
        <Link to="/" className={buttonClass('primary')}>
          {t('missing.home')}
        </Link>
      </Empty>
    </Page>
  );
}
