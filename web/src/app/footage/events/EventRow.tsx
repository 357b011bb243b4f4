import type { RecordedEvent } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import { TimeText } from '../../../ui/TimeText.tsx';
import { dayOf } from '../day/days.ts';
import { Preview } from '../Preview.tsx';
import { useText } from '../texts/index.ts';
import styles from './EventRow.module.css';
import { Marks } from './Marks.tsx';

type Props = { event: RecordedEvent; camera: string };

/** An event among those of all cameras; leads to where it is watched. */
export function EventRow({ event, camera }: Props) {
  const { eventId, deviceId, startedAt } = event;
  return (
    <Link
      to="/devices/$deviceId/footage"
      params={{ deviceId }}
      search={{ day: dayOf(startedAt), event: eventId }}
      className={styles.event}
    >
      <What {...{ event, camera }} />
    </Link>
  );
}

/** The same while some are selected, to do something with them together. */
export function SelectRow({ event, camera, checked, disabled, onChange }: Props & SelectProps) {
  return (
    <label className={styles.event}>
      <input
        className={styles.box}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={({ target }) => onChange(target.checked)}
      />
      <What {...{ event, camera }} />
    </label>
  );
}

type SelectProps = { checked: boolean; disabled: boolean; onChange: (checked: boolean) => void };

function What({ event, camera }: Props) {
  const t = useText();
  const { type, happenedAt, unread, previewUrl } = event;
  return (
    <>
      <Preview url={previewUrl} isBeside />
      <span className={styles.words}>
        <span className={unread ? styles.unread : undefined}>
          {t(`footage.types.${type}`)}
          {unread && <span className="visually-hidden"> {t('footage.unread')}</span>}
        </span>
        <span className={styles.where}>{camera}</span>
        <span className={styles.where}>
          <TimeText at={happenedAt} />
        </span>
        <Marks event={event} />
      </span>
    </>
  );
}
