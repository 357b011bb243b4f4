import { SecretLine } from '../../desk/parts/SecretLine.tsx';
import { ShownOnce } from '../../desk/parts/ShownOnce.tsx';
import { useText } from '../texts/index.ts';

type Props = { secret: string; warning: string; onClose: () => void };

export function NewSecret({ secret, warning, onClose }: Props) {
  const t = useText();
  return (
    <ShownOnce title={t('webhooks.secretTitle')} warning={warning} onClose={onClose}>
      <SecretLine text={secret} />
    </ShownOnce>
  );
}
