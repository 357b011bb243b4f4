import type { SampleKind } from '@kaitong/contract';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { useText } from '../texts/index.ts';

/** What a device is, where it is no hardware with firmware of its own. */
export function SampleTag({ sample }: { sample: SampleKind | null }) {
  const t = useText();
  if (sample === null || sample === 'firmware') return null;
  return <StateTag tone="waiting" icon="camera" text={t(`products.samples.${sample}`)} />;
}
