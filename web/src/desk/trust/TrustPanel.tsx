import { authority, authorityPath, createClient } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Ident } from '../../ui/Ident.tsx';
import { send } from '../calls/send.ts';
import { Panel } from '../parts/Panel.tsx';
import { useText } from '../texts/index.ts';

const api = createClient(authority, send);

/** Whom phones and cameras have to be told to trust; nothing where they trust the server by themselves. */
export function TrustPanel() {
  const t = useText();
  const { data } = useQuery({ queryKey: ['authority'], queryFn: () => api.getAuthority({}), staleTime: Infinity });
  if (!data?.authority) return null;
  return (
    <Panel title={t('trust.title')}>
      <p>{t('trust.text')}</p>
      <p>{t('trust.fingerprint')}</p>
      <Ident value={data.authority.fingerprint} />
      <p>
        <a href={authorityPath} download>
          {t('trust.download')}
        </a>
      </p>
    </Panel>
  );
}
