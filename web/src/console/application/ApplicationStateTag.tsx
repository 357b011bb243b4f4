import type { ApplicationState } from '@kaitong/contract';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { useText } from '../texts/index.ts';
import { stateLooks } from './application-state.ts';

export function ApplicationStateTag({ state }: { state: ApplicationState }) {
  const t = useText();
  return <StateTag {...stateLooks[state]} text={t(`states.${state}`)} />;
}
