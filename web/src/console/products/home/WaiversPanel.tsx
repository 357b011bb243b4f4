import type { ProductHome, Waiver } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Panel } from '../../../desk/parts/Panel.tsx';
import { StateTag } from '../../../desk/parts/StateTag.tsx';
import { WaiverSubjectText } from '../../../desk/waivers/WaiverSubjectText.tsx';
import { TimeText } from '../../../ui/TimeText.tsx';
import { queries } from '../../queries.ts';
import { useMay } from '../../team/use-may.ts';
import { useText } from '../../texts/index.ts';
import styles from './Home.module.css';

/** What the operator waived of the product; nothing where nothing ever was. */
export function WaiversPanel({ product: { pid, role } }: { product: ProductHome['product'] }) {
  const t = useText();
  const may = useMay();
  const { data } = useQuery({ ...queries.waivers(pid), enabled: may('listWaivers', role) });
  if (!data || data.items.length === 0) return null;
  return (
    <Panel title={t('waivers.title')}>
      <p className={styles.lead}>{t('waivers.about')}</p>
      <ul className={styles.rows}>
        {data.items.map((waiver) => (
          <li key={waiver.id}>
            <WaiverSubjectText subject={waiver.subject} />
            <State waiver={waiver} />
            <span className={styles.soft} style={{ flexBasis: '100%', overflowWrap: 'anywhere' }}>
              {waiver.reason}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function State({ waiver: { state, endsAt, withdrawnAt } }: { waiver: Waiver }) {
  const t = useText();
  const [tone, icon] = state === 'in_force' ? (['waiting', 'clock'] as const) : (['none', 'cross'] as const);
  return (
    <>
      <StateTag tone={tone} icon={icon} text={t(`waivers.states.${state}`)} />
      <TimeText at={withdrawnAt ?? endsAt} />
    </>
  );
}
