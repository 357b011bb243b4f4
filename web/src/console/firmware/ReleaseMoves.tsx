import { type FirmwareRelease, type ReleaseMove, ROLL_OUT } from '@kaitong/contract';
import { App, Button } from 'antd';
import { useAct } from '../../desk/calls/use-act.ts';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import styles from './Firmware.module.css';

/** What goes on with the roll-out is the one thing to do next. */
const ONWARD: readonly ReleaseMove[] = ['offer', 'widen', 'resume', 'finish'];

/** What may be done with a release now, each after it was said what it means. */
export function ReleaseMoves({ pid, release }: { pid: string; release: FirmwareRelease }) {
  const t = useText();
  const { modal } = App.useApp();
  const { version } = release.manifest;
  const act = useAct(
    (move: ReleaseMove) => api.moveRelease({ params: { pid, releaseId: release.id }, body: { move } }),
    {
      done: ({ state }) => t('firmware.moved', { version, state: t(`firmware.states.${state}`) }),
      refresh: ['releases'],
    },
  );
  const next = release.state === 'draft' ? release.share : (ROLL_OUT[ROLL_OUT.indexOf(release.share) + 1] ?? 100);
  const moves = release.moves.filter((move) => move !== 'offer' || release.hasImage);
  const ask = (move: ReleaseMove) =>
    modal.confirm({
      title: t(`firmware.ask.${move}`, { version, next }),
      content: t(`firmware.means.${move}`),
      okText: t(`firmware.moves.${move}`, { next }),
      okButtonProps: { danger: move === 'withdraw' },
      onOk: () => act.mutate(move),
    });
  return (
    <div className={styles.actions}>
      {moves.map((move) => (
        <Button
          key={move}
          size="small"
          danger={move === 'withdraw'}
          type={ONWARD.includes(move) ? 'primary' : 'default'}
          disabled={act.isPending}
          onClick={() => ask(move)}
        >
          {t(`firmware.moves.${move}`, { next })}
        </Button>
      ))}
    </div>
  );
}
