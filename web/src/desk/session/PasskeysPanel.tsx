import type { accounts, Output, Passkey } from '@kaitong/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { makePasskey } from '../../api/passkeys.ts';
import { nameBrowser } from '../../ui/name-browser.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { FormModal } from '../dialog/FormModal.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { Panel } from '../parts/Panel.tsx';
import { StateTag } from '../parts/StateTag.tsx';
import { type Column, DataTable } from '../table/DataTable.tsx';
import { useText } from '../texts/index.ts';
import { type Proof, ProofFields } from './ProofFields.tsx';
import styles from './SecondFactorPanel.module.css';
import { accountsApi } from './session.ts';

type Found = Output<typeof accounts.listPasskeys>;

const KEY = 'passkeys';
const passkeys = () => queryOptions({ queryKey: [KEY], queryFn: () => accountsApi.listPasskeys({}) });

/** What signs in without a password: add, look at, remove. */
export function PasskeysPanel() {
  const t = useText();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Passkey>();
  return (
    <Panel title={t('passkeys.title')}>
      <p className={styles.text}>{t('passkeys.text')}</p>
      <Loaded query={useQuery(passkeys())}>
        {(found) => (
          <>
            <List items={found.items} onRemove={setRemoving} />
            <Adding found={found} onAdd={() => setAdding(true)} />
          </>
        )}
      </Loaded>
      {adding && <Add onClose={() => setAdding(false)} />}
      {removing && <Remove passkey={removing} onClose={() => setRemoving(undefined)} />}
    </Panel>
  );
}

/** The button, or why there is none. */
function Adding({ found: { unavailable, origin }, onAdd }: { found: Found; onAdd: () => void }) {
  const t = useText();
  const why = unavailable
    ? t(`passkeys.${unavailable}`)
    : origin !== location.origin && t('passkeys.elsewhere', { origin });
  if (why) return <Alert type="info" showIcon title={why} />;
  return (
    <div className={styles.actions}>
      <Button type="primary" onClick={onAdd}>
        {t('passkeys.add')}
      </Button>
    </div>
  );
}

function List({ items, onRemove }: { items: Passkey[]; onRemove: (passkey: Passkey) => void }) {
  const t = useText();
  const columns: Column<Passkey>[] = [
    {
      key: 'name',
      title: t('passkeys.name'),
      wide: true,
      phone: 'name',
      cell: (passkey) => <Name passkey={passkey} />,
    },
    {
      key: 'created',
      title: t('passkeys.createdAt'),
      phone: 'labelled',
      cell: ({ createdAt }) => <TimeText at={createdAt} />,
    },
    {
      key: 'used',
      title: t('passkeys.lastUsedAt'),
      phone: 'labelled',
      cell: ({ lastUsedAt }) => (lastUsedAt ? <TimeText at={lastUsedAt} /> : t('common.none')),
    },
    {
      key: 'action',
      title: t('common.actions'),
      phone: 'action',
      cell: (passkey) => (
        <Button
          size="small"
          danger
          aria-label={t('passkeys.removeOf', { name: passkey.name })}
          onClick={() => onRemove(passkey)}
        >
          {t('passkeys.remove')}
        </Button>
      ),
    },
  ];
  if (items.length === 0) return null;
  return <DataTable label={t('passkeys.title')} columns={columns} items={items} keyOf={({ id }) => id} empty={null} />;
}

function Name({ passkey: { name, synced, stoppedAt } }: { passkey: Passkey }) {
  const t = useText();
  return (
    <>
      {name}
      {synced && ` · ${t('passkeys.synced')}`}
      {stoppedAt && (
        <div>
          <StateTag tone="refused" icon="alert" text={t('passkeys.stopped')} />
        </div>
      )}
    </>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const t = useText();
  const name = t('passkeys.name');
  return (
    <FormModal<Proof & { name: string }, Passkey>
      title={t('passkeys.add')}
      okText={t('passkeys.next')}
      initial={{ name: nameBrowser(navigator.userAgent) ?? '' }}
      send={async ({ name, ...proof }) => {
        const created = await makePasskey(await accountsApi.beginPasskey({ body: proof }));
        return await accountsApi.addPasskey({ body: { name, created } });
      }}
      done={t('passkeys.added')}
      refresh={[KEY]}
      onClose={onClose}
    >
      <p className={styles.text}>{t('passkeys.addText')}</p>
      <Form.Item
        name="name"
        label={name}
        rules={[{ required: true, whitespace: true, message: t('session.required', { field: name }) }]}
      >
        <Input autoComplete="off" maxLength={60} />
      </Form.Item>
      <ProofFields />
    </FormModal>
  );
}

function Remove({ passkey: { id, name }, onClose }: { passkey: Passkey; onClose: () => void }) {
  const t = useText();
  return (
    <FormModal<Proof, unknown>
      title={t('passkeys.removeTitle', { name })}
      okText={t('passkeys.remove')}
      danger
      send={(body) => accountsApi.removePasskey({ params: { id }, body })}
      done={t('passkeys.removed')}
      refresh={[KEY]}
      onClose={onClose}
    >
      <p className={styles.text}>{t('passkeys.removeText')}</p>
      <ProofFields />
    </FormModal>
  );
}
