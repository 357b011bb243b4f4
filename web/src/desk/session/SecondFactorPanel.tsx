import type { accounts, Output } from '@kaitong/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { formatTime } from '../../ui/format.ts';
import { CopyButton } from '../../ui/Ident.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { useReadAgain } from '../calls/use-act.ts';
import { FormModal } from '../dialog/FormModal.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { Panel } from '../parts/Panel.tsx';
import { SecretLine } from '../parts/SecretLine.tsx';
import { ShownOnce } from '../parts/ShownOnce.tsx';
import { useText } from '../texts/index.ts';
import { CodeField, PasswordField } from './fields.tsx';
import styles from './SecondFactorPanel.module.css';
import { accountsApi } from './session.ts';

type Standing = Output<typeof accounts.getSecondFactor>;
type Begun = Output<typeof accounts.beginSecondFactor>;
type Both = { password: string; code: string };
type Doing = 'on' | 'off' | 'codes';

const KEY = 'second-factor';
export const standing = () => queryOptions({ queryKey: [KEY], queryFn: () => accountsApi.getSecondFactor({}) });

/** A code beside the password: on, off, and the codes for who loses the phone. */
export function SecondFactorPanel() {
  const t = useText();
  const [doing, setDoing] = useState<Doing>();
  const [codes, setCodes] = useState<readonly string[]>();
  const readAgain = useReadAgain();
  const close = () => setDoing(undefined);
  const show = async (given: readonly string[]) => {
    setCodes(given);
    close();
    await readAgain([KEY]);
  };
  return (
    <Panel title={t('factor.title')}>
      <p className={styles.text}>{t('factor.text')}</p>
      <Loaded query={useQuery(standing())}>{(now) => <State now={now} onDo={setDoing} />}</Loaded>
      {doing === 'on' && <SwitchOn onCodes={show} onClose={close} />}
      {doing === 'off' && (
        <FormModal<Both, unknown>
          title={t('factor.offTitle')}
          okText={t('factor.off')}
          danger
          send={(body) => accountsApi.removeSecondFactor({ body })}
          done={t('factor.isOff')}
          refresh={[KEY]}
          onClose={close}
        >
          <BothFields />
        </FormModal>
      )}
      {doing === 'codes' && (
        <FormModal<Both, { recoveryCodes: string[] }>
          title={t('factor.renewTitle')}
          okText={t('factor.renew')}
          send={(body) => accountsApi.renewRecoveryCodes({ body })}
          onDone={({ recoveryCodes }) => show(recoveryCodes)}
          onClose={close}
        >
          <BothFields />
        </FormModal>
      )}
      {codes && <RecoveryCodes codes={codes} onClose={() => setCodes(undefined)} />}
    </Panel>
  );
}

function State({ now: { on, since, recoveryCodes }, onDo }: { now: Standing; onDo: (doing: Doing) => void }) {
  const t = useText();
  if (!on)
    return (
      <Button type="primary" onClick={() => onDo('on')}>
        {t('factor.on')}
      </Button>
    );
  return (
    <>
      <Alert
        type={recoveryCodes < 3 ? 'warning' : 'success'}
        showIcon
        title={t('factor.isOn', { time: formatTime(since ?? ''), n: recoveryCodes })}
      />
      <div className={styles.actions}>
        <Button onClick={() => onDo('codes')}>{t('factor.renew')}</Button>
        <Button danger onClick={() => onDo('off')}>
          {t('factor.off')}
        </Button>
      </div>
    </>
  );
}

function BothFields() {
  const t = useText();
  return (
    <>
      <PasswordField name="password" label={t('session.currentPassword')} />
      <CodeField />
    </>
  );
}

/** First the password, then the secret with a code that proves it has arrived. */
function SwitchOn({ onCodes, onClose }: { onCodes: (codes: readonly string[]) => unknown; onClose: () => void }) {
  const t = useText();
  const [begun, setBegun] = useState<Begun>();
  if (!begun)
    return (
      <FormModal<{ password: string }, Begun>
        title={t('factor.on')}
        okText={t('factor.next')}
        send={(body) => accountsApi.beginSecondFactor({ body })}
        onDone={setBegun}
        onClose={onClose}
      >
        <PasswordField name="password" label={t('session.currentPassword')} />
      </FormModal>
    );
  return (
    <FormModal<{ code: string }, { recoveryCodes: string[] }>
      key="code"
      title={t('factor.on')}
      okText={t('factor.on')}
      send={(body) => accountsApi.confirmSecondFactor({ body })}
      onDone={({ recoveryCodes }) => onCodes(recoveryCodes)}
      onClose={onClose}
    >
      <p className={styles.text}>{t('factor.scan')}</p>
      <div className={styles.qr}>
        <QrCode text={begun.uri} label={t('factor.qr')} />
      </div>
      <SecretLine text={begun.secret} />
      <CodeField />
    </FormModal>
  );
}

function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const t = useText();
  return (
    <ShownOnce title={t('factor.codes')} warning={t('factor.codesText')} closeText={t('factor.kept')} onClose={onClose}>
      <ul className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <CopyButton text={codes.join('\n')} />
    </ShownOnce>
  );
}
