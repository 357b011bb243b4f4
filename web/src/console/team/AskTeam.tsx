import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { useText } from '../texts/index.ts';

/** The next step of whoever may not take the one that others take: to the people who may. */
export function AskTeam() {
  const t = useText();
  return <LinkButton to="/team">{t('team.whoMay')}</LinkButton>;
}
