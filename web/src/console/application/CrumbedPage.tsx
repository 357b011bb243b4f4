import type { ComponentProps } from 'react';
import { Page } from '../../desk/frame/Page.tsx';
import { useText } from '../texts/index.ts';

/** A page below My services / Video cloud storage. */
export function CrumbedPage(props: Omit<ComponentProps<typeof Page>, 'crumbs'>) {
  const t = useText();
  return (
    <Page
      {...props}
      crumbs={[
        { text: t('menu.myServices'), link: { to: '/my/services' } },
        {
          text: t('services.video-cloud-storage.name'),
          link: { to: '/my/services/video-cloud-storage', search: { tab: 'applications' } },
        },
      ]}
    />
  );
}
