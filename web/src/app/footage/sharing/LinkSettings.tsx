import { Switch } from '../../parts/Switch.tsx';
import { useText } from '../texts/index.ts';
import { isPin, PinField } from './PinField.tsx';
import styles from './ShareSheet.module.css';

/** `pin`: null where none is wanted; while it is typed it may be no PIN yet. */
export type Settings = { pin: string | null; picture: boolean };

export const isSettled = ({ pin }: Settings): boolean => pin === null || isPin(pin);

/** Four digits that nobody chose, so that nobody guesses a birthday. */
const drawPin = (): string => String((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % 10_000).padStart(4, '0');

/** How a link is protected, and what a chat may show of it. */
export function LinkSettings({ settings, onChange }: { settings: Settings; onChange: (settings: Settings) => void }) {
  const t = useText();
  const { pin, picture } = settings;
  return (
    <div className={styles.choice}>
      <Switch
        label={t('footage.link.withPin')}
        text={t('footage.link.withPinText')}
        checked={pin !== null}
        onChange={(wanted) => onChange({ ...settings, pin: wanted ? drawPin() : null })}
      />
      {pin !== null && (
        <div className={styles.pin}>
          <PinField value={pin} onChange={(typed) => onChange({ ...settings, pin: typed })} />
        </div>
      )}
      {pin === null && (
        <Switch
          label={t('footage.link.picture')}
          text={t('footage.link.pictureText')}
          checked={picture}
          onChange={(shown) => onChange({ ...settings, picture: shown })}
        />
      )}
    </div>
  );
}
