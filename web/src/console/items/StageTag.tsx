import type { ServiceItem } from '@kaitong/contract';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { useText } from '../texts/index.ts';

/** 调试阶段, or released. */
export function StageTag({ stage }: { stage: ServiceItem['stage'] }) {
  const t = useText();
  return (
    <StateTag
      tone={stage === 'debug' ? 'waiting' : 'running'}
      icon={stage === 'debug' ? 'edit' : 'check'}
      text={t(`items.stages.${stage}`)}
    />
  );
}
