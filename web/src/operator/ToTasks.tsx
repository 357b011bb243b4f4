import { LinkButton } from '../desk/parts/LinkButton.tsx';
import { useText } from './texts/index.ts';

/** From a list where nothing is, and where whoever reads it can begin nothing, to what does need a hand. */
export function ToTasks() {
  const t = useText();
  return <LinkButton to="/tasks">{t('tasks.title')}</LinkButton>;
}
