import type { ComponentProps } from 'react';
import { Page } from '../../desk/frame/Page.tsx';
import { useText } from '../texts/index.ts';

/** A page below the list of agreement versions. */
export function AgreementCrumbs(props: Omit<ComponentProps<typeof Page>, 'crumbs'>) {
  const t = useText();
  return <Page {...props} crumbs={[{ text: t('operatorAgreements.title'), link: { to: '/agreements' } }]} />;
}
