import type { BackupCheck } from '@kaitong/contract';
import { Alert } from 'antd';
import { Facts } from '../../desk/parts/Facts.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { formatTime } from '../../ui/format.ts';
import { useText } from '../texts/index.ts';

/** Both happen every night. */
const LATE_MS = 2 * 24 * 3600 * 1000;

const isLate = (at: string | null): boolean => at !== null && Date.now() - Date.parse(at) > LATE_MS;

/** What came of trying the newest backup last night; nothing where the server was not told where backups lie. */
export function Backups({ check }: { check: BackupCheck | null }) {
  const t = useText();
  if (check === null) return null;
  const { checkedAt, file, madeAt, played, notPlayed, tookMs } = check;
  const wrong = wrongWith(check);
  return (
    <Panel title={t('operator.backups.title')} extra={<Standing check={check} />}>
      {wrong && (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 16 }}
          title={t(`operator.backups.${wrong}`)}
          description={t(`operator.backups.${wrong}Text`)}
        />
      )}
      <Facts
        facts={[
          [t('operator.backups.checkedAt'), checkedAt ? formatTime(checkedAt) : t('operator.backups.first')],
          [t('operator.backups.file'), file ?? '–'],
          [t('operator.backups.madeAt'), madeAt ? formatTime(madeAt) : '–'],
          [t('operator.backups.played'), t('operator.backups.playedOf', { played, all: played + notPlayed })],
          [t('operator.backups.took'), t('operator.backups.seconds', { seconds: Math.round(tookMs / 1000) })],
        ]}
      />
    </Panel>
  );
}

function Standing({ check }: { check: BackupCheck }) {
  const t = useText();
  if (wrongWith(check)) return <StateTag tone="refused" icon="cross" text={t('operator.backups.bad')} />;
  if (check.checkedAt === null) return <StateTag tone="waiting" icon="clock" text={t('operator.backups.running')} />;
  return <StateTag tone="verified" icon="check" text={t('operator.backups.good')} />;
}

function wrongWith({ problem, notPlayed, madeAt, checkedAt }: BackupCheck) {
  if (problem !== null) return problem;
  if (notPlayed > 0) return 'gaps';
  if (isLate(madeAt)) return 'old';
  return isLate(checkedAt) ? 'unchecked' : null;
}
