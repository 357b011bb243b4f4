import { Button } from 'antd';
import { useState } from 'react';
import { AskModal } from '../../desk/dialog/AskModal.tsx';
import { type Proof, ProofFields } from '../../desk/session/ProofFields.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';

/** Takes the second factor from somebody who lost the phone and the recovery codes. */
export function RemoveFactor({ login, name }: { login: string; name: string }) {
  const t = useText();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="small" aria-label={t('removeFactor.of', { name })} onClick={() => setAsking(true)}>
        {t('removeFactor.act')}
      </Button>
      {asking && (
        <AskModal<Proof>
          title={t('removeFactor.title', { name })}
          consequences={[t('removeFactor.passwordAlone'), t('removeFactor.sure'), t('removeFactor.recorded')]}
          okText={t('removeFactor.act')}
          danger
          run={(_, { password, code }) =>
            api.removeSecondFactorOf({ body: { login, password, ...(code ? { code } : {}) } })
          }
          done={t('removeFactor.done')}
          refresh={[]}
          onClose={() => setAsking(false)}
        >
          <ProofFields label={{ password: t('proof.password'), code: t('proof.code') }} />
        </AskModal>
      )}
    </>
  );
}
