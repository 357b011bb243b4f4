import { type DeviceId, HOUSEHOLD_RIGHTS, type HouseholdRight } from '@kaitong/contract';
import styles from './Household.module.css';
import { useText } from './texts/index.ts';

export type Chosen = ReadonlyMap<DeviceId, readonly HouseholdRight[]>;

type Props = {
  cameras: readonly { deviceId: DeviceId; name: string }[];
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
};

/** Each camera with the three rights: none follows from another. */
export function ChooseRights({ cameras, chosen, onChange }: Props) {
  const t = useText();
  const toggle = (deviceId: DeviceId, right: HouseholdRight, given: boolean) => {
    const others = (chosen.get(deviceId) ?? []).filter((one) => one !== right);
    onChange(new Map([...chosen, [deviceId, given ? [...others, right] : others]]));
  };
  return (
    <>
      <dl className={styles.meaning}>
        {HOUSEHOLD_RIGHTS.map((right) => (
          <div key={right}>
            <dt>{t(`rights.${right}`)}</dt>
            <dd>{t(`rightsText.${right}`)}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.cameras}>
        {cameras.map(({ deviceId, name }) => (
          <fieldset key={deviceId} className={styles.camera}>
            <legend>{name}</legend>
            {HOUSEHOLD_RIGHTS.map((right) => (
              <label key={right}>
                <input
                  type="checkbox"
                  checked={chosen.get(deviceId)?.includes(right) ?? false}
                  onChange={({ target }) => toggle(deviceId, right, target.checked)}
                />
                {t(`rights.${right}`)}
              </label>
            ))}
          </fieldset>
        ))}
      </div>
    </>
  );
}

/** As the server takes it: cameras without a right are not in it. */
export const camerasOf = (chosen: Chosen) =>
  [...chosen].flatMap(([deviceId, rights]) => (rights.length > 0 ? { deviceId, rights: [...rights] } : []));
