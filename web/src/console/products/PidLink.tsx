import { TextLink } from '../../desk/parts/TextLink.tsx';
import { Ident } from '../../ui/Ident.tsx';
import { useText } from '../texts/index.ts';

/** A PID wherever it stands, with the way to its product's home. */
export function PidLink({ pid }: { pid: string }) {
  const t = useText();
  return (
    <>
      <Ident value={pid} />{' '}
      <TextLink to="/products/$pid" params={{ pid }}>
        {t('home.open')}
      </TextLink>
    </>
  );
}
