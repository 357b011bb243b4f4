import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App, ConfigProvider } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { useLanguage } from '../i18n/texts.ts';
import { Icon } from '../ui/Icon.tsx';
import { useReducedMotion } from '../ui/use-media.ts';
import styles from './Desk.module.css';
import { locales } from './locale.ts';
import { useDark } from './scheme.ts';
import { deskTheme } from './theme.ts';

/** A long title ends before the cross that closes its dialogue. */
const BESIDE_CROSS = { styles: { header: { paddingInlineEnd: 24 } } };
/** A choice with an explanation below it is ticked beside its name, not beside the middle of both. */
const AT_FIRST_LINE = { styles: { icon: { alignSelf: 'flex-start', marginBlockStart: 3 } } };
/** antd's own sign of a busy button names it “loading” too, and that name stays when what it waited for was quick. */
const BUTTON = {
  autoInsertSpace: false,
  loadingIcon: (
    <span className={styles.turning}>
      <Icon name="turning" />
    </span>
  ),
};

/** What the pages of makers and operators stand on: antd in our colours and the reader's language, and the queries. */
export function Desk({ queryClient, children }: { queryClient: QueryClient; children: ReactNode }) {
  const [language] = useLanguage();
  const locale = locales.use(language);
  const dark = useDark();
  const still = useReducedMotion();
  const theme = useMemo(() => deskTheme(dark, still), [dark, still]);
  return (
    <ConfigProvider
      theme={theme}
      {...(locale && { locale })}
      button={BUTTON}
      modal={BESIDE_CROSS}
      radio={AT_FIRST_LINE}
      checkbox={AT_FIRST_LINE}
    >
      <App message={{ top: 64, maxCount: 3, duration: 5 }}>
        <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      </App>
    </ConfigProvider>
  );
}
