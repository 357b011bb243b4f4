import { SERVICE_CATEGORIES } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import { useText } from '../texts/index.ts';
import styles from './CategoryTiles.module.css';
import { type Category, categoryIcons } from './category-icons.ts';

export function CategoryTiles({ selected }: { selected: Category }) {
  const t = useText();
  return (
    <nav aria-label={t('market.categories')}>
      <ul className={styles.tiles}>
        {SERVICE_CATEGORIES.map((category) => (
          <li key={category}>
            <Link
              to="/market"
              search={{ category }}
              replace
              resetScroll={false}
              className={styles.tile}
              {...(category === selected ? { 'aria-current': 'page' as const } : { activeProps: {} })}
            >
              <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
                <path d={categoryIcons[category]} />
              </svg>
              {t(`categories.${category}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
