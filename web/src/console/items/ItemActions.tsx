import type { ServiceItem } from '@kaitong/contract';
import { useNavigate } from '@tanstack/react-router';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useAct } from '../../desk/calls/use-act.ts';
import { AskModal } from '../../desk/dialog/AskModal.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { api } from '../api.ts';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { ChoosePlans } from './ChoosePlans.tsx';
import styles from './Items.module.css';
import { actionsOf, type ItemAction } from './item-actions.ts';

export const ITEM_KEYS = ['service-items', 'service-item', 'products', 'product', 'applications', 'application'];

type Props = {
  item: ServiceItem;
  /** In a row of a table: behind one button. */
  folded?: boolean;
};

/** What may be done with an item now, and the dialogues in which it is done. */
export function ItemActions({ item, folded = false }: Props) {
  const t = useText();
  const [asking, setAsking] = useState<ItemAction | null>(null);
  const resume = useAct(() => api.resumeSale({ params: { pid: item.pid } }), {
    done: t('items.resumed'),
    refresh: ITEM_KEYS,
  });
  const mayUndo = useMay()('undoActivation', item.role);
  const actions = actionsOf(item).filter((action) => action !== 'undo' || mayUndo);
  const start = (action: ItemAction) => (action === 'resume' ? resume.mutate(undefined) : setAsking(action));
  return (
    <>
      {folded ? (
        actions.length > 0 && (
          <Dropdown
            trigger={['click']}
            menu={{
              items: actions.map((key) => ({ key, label: t(`items.actions.${key}`), danger: key === 'undo' })),
              onClick: ({ key }) => start(key as ItemAction),
            }}
          >
            <Button size="small" loading={resume.isPending} aria-label={`${t('items.manage')} ${item.productName}`}>
              {t('items.manage')}
              <Icon name="down" />
            </Button>
          </Dropdown>
        )
      ) : (
        <div className={styles.actions}>
          {actions.map((action) => (
            <Button
              key={action}
              danger={action === 'undo'}
              type={action === 'choose_plans' ? 'primary' : 'default'}
              loading={action === 'resume' && resume.isPending}
              onClick={() => start(action)}
            >
              {t(`items.actions.${action}`)}
            </Button>
          ))}
        </div>
      )}
      {asking && <Asked action={asking} item={item} onClose={() => setAsking(null)} />}
    </>
  );
}

function Asked({ action, item, onClose }: { action: ItemAction; item: ServiceItem; onClose: () => void }) {
  const t = useText();
  const navigate = useNavigate();
  const { pid, productName: name } = item;
  switch (action) {
    case 'resume':
      return null;
    case 'choose_plans':
      return <ChoosePlans item={item} onClose={onClose} />;
    case 'stop':
      return (
        <AskModal
          title={t('items.stop.title', { name })}
          consequences={[t('items.stop.entry'), t('items.stop.paid'), t('items.stop.back')]}
          okText={t('items.actions.stop')}
          reason={{ label: t('items.stop.reason'), required: false }}
          run={(reason) => api.stopSale({ params: { pid }, body: { reason } })}
          done={t('items.stop.done')}
          refresh={ITEM_KEYS}
          onClose={onClose}
        />
      );
    case 'release':
      return (
        <AskModal
          title={t('items.release.title', { name })}
          consequences={[t('items.release.trial'), t('items.release.plans'), t('items.release.never')]}
          okText={t('items.actions.release')}
          run={() => api.releaseProduct({ params: { pid } })}
          done={t('items.release.done')}
          refresh={ITEM_KEYS}
          onClose={onClose}
        />
      );
    case 'undo':
      return (
        <AskModal
          title={t('items.undo.title', { name })}
          consequences={[
            t('items.undo.entry'),
            t('items.undo.paid'),
            t('items.undo.certificate'),
            t('items.undo.choices'),
            t('items.undo.again'),
          ]}
          okText={t('items.actions.undo')}
          danger
          reason={{ label: t('items.undo.reason'), required: true }}
          run={async (reason) => {
            await api.undoActivation({ params: { pid }, body: { reason } });
            // Its own page is gone with the activation; go first, so that it does not ask for what is not there.
            await navigate({ to: '/my/services/video-cloud-storage', search: { tab: 'items' } });
          }}
          done={t('items.undo.done')}
          refresh={ITEM_KEYS}
          onClose={onClose}
        />
      );
    default:
      return action satisfies never;
  }
}
