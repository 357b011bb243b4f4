import { HOUSEHOLD_RIGHTS, type HouseholdRight } from '@kaitong/contract';
import styles from './Household.module.css';
import { useText } from './texts/index.ts';

type Camera = { name: string; rights: readonly HouseholdRight[]; deviceId?: string };

/** The rights by name, in one order everywhere. */
export function useRightNames(): (rights: readonly HouseholdRight[]) => string {
  const t = useText();
  return (rights) =>
    HOUSEHOLD_RIGHTS.filter((right) => rights.includes(right))
      .map((right) => t(`rights.${right}`))
      .join(t('separator'));
}

/** What may be done with which cameras. */
export function RightsOf({ cameras }: { cameras: readonly Camera[] }) {
  const t = useText();
  const names = useRightNames();
  return (
    <ul className={styles.rights}>
      {cameras.map(({ name, rights, deviceId }, n) => (
        <li key={deviceId ?? `${n} ${name}`}>{t('ofCamera', { camera: name, rights: names(rights) })}</li>
      ))}
    </ul>
  );
}
