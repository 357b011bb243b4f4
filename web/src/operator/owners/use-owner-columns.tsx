import type { control, Output } from '@kaitong/contract';
import { Button } from 'antd';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import styles from '../money.module.css';
import { ResetLink } from '../reset/ResetLink.tsx';
import { useText } from '../texts/index.ts';
import { useMayChange } from '../use-may-change.ts';

export type FoundOwner = Output<typeof control.listOwners>['items'][number];

export function useOwnerColumns(ask: (owner: FoundOwner) => void): Column<FoundOwner>[] {
  const t = useText();
  const regionNames = useRegionNames();
  const mayChange = useMayChange();
  const columns: Column<FoundOwner>[] = [
    {
      key: 'name',
      title: t('owners.name'),
      wide: true,
      phone: 'name',
      cell: ({ name, login }) => (
        <div className={styles.lines}>
          <span className={styles.name}>{name || login}</span>
          {name && login !== name && <span className={styles.soft}>{login}</span>}
        </div>
      ),
    },
    { key: 'region', title: t('owners.region'), cell: ({ region }) => regionNames([region]) },
    {
      key: 'at',
      title: t('owners.createdAt'),
      phone: 'labelled',
      cell: ({ createdAt }) => <TimeText at={createdAt} />,
    },
    { key: 'devices', title: t('owners.devices'), number: true, cell: ({ devices }) => devices },
    {
      key: 'state',
      title: t('owners.state'),
      phone: 'state',
      cell: ({ suspended }) => <State suspended={suspended} />,
    },
  ];
  if (mayChange)
    columns.push({
      key: 'act',
      title: t('common.actions'),
      phone: 'action',
      cell: (owner) => (
        <div className={styles.links}>
          <ResetLink who={{ ...owner, name: owner.name || owner.login }} />
          <Act owner={owner} ask={ask} />
        </div>
      ),
    });
  return columns;
}

function State({ suspended }: Pick<FoundOwner, 'suspended'>) {
  const t = useText();
  if (!suspended) return <StateTag tone="verified" icon="check" text={t('owners.inForce')} />;
  return (
    <div className={styles.lines} style={{ maxWidth: 320 }}>
      <StateTag tone="refused" icon="ban" text={t('owners.suspended')} />
      <span className={styles.soft}>
        <TimeText at={suspended.at} exact />
      </span>
      <span className={styles.soft}>{t('owners.reason', { reason: suspended.reason })}</span>
    </div>
  );
}

function Act({ owner, ask }: { owner: FoundOwner; ask: (owner: FoundOwner) => void }) {
  const t = useText();
  const act = owner.suspended ? 'lift' : 'suspend';
  return (
    <Button
      size="small"
      danger={act === 'suspend'}
      aria-label={t(`owners.${act}Named`, { name: owner.name || owner.login })}
      onClick={() => ask(owner)}
    >
      {t(`owners.${act}`)}
    </Button>
  );
}
