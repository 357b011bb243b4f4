import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { FirstSteps } from '../first-steps/FirstSteps.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { CategoryTiles } from './CategoryTiles.tsx';
import styles from './MarketPage.module.css';
import { ServiceCard } from './ServiceCard.tsx';

const route = getRouteApi('/signed-in/personal/market');

export function MarketPage() {
  const t = useText();
  const { category = 'camera' } = route.useSearch();
  const services = useQuery(queries.services());
  return (
    <Page title={t('market.title')}>
      <FirstSteps />
      <CategoryTiles selected={category} />
      <Loaded query={services}>
        {({ items }) => {
          const shown = items.filter((service) => service.category === category);
          if (shown.length === 0) return <EmptyCategory name={t(`categories.${category}`)} />;
          return (
            <div className={styles.cards}>
              {shown.map((service) => (
                <ServiceCard key={service.id} service={service} />
              ))}
            </div>
          );
        }}
      </Loaded>
    </Page>
  );
}

function EmptyCategory({ name }: { name: string }) {
  const t = useText();
  return (
    <EmptyState picture="cloud" title={t('market.empty', { category: name })} text={t('market.emptyText')}>
      <LinkButton to="/market" search={{ category: 'camera' }}>
        {t('market.toCamera')}
      </LinkButton>
    </EmptyState>
  );
}
