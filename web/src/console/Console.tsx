import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useMemo } from 'react';
import { useLanguage } from '../i18n/texts.ts';
import { useDark, useReducedMotion } from '../ui/use-media.ts';
import { queryClient, router } from './router.ts';
import { consoleTheme } from './theme.ts';

/** A long title ends before the cross that closes its dialogue. */
const BESIDE_CROSS = { styles: { header: { paddingInlineEnd: 24 } } };
/** A choice with an explanation below it is ticked beside its name, not beside the middle of both. */
const AT_FIRST_LINE = { styles: { icon: { alignSelf: 'flex-start', marginBlockStart: 3 } } };

export function Console() {
  const [language] = useLanguage();
  const dark = useDark();
  const still = useReducedMotion();
  const theme = useMemo(() => consoleTheme(dark, still), [dark, still]);
  return (
    <ConfigProvider
      theme={theme}
      locale={language === 'en' ? enUS : zhCN}
      button={{ autoInsertSpace: false }}
      modal={BESIDE_CROSS}
      radio={AT_FIRST_LINE}
      checkbox={AT_FIRST_LINE}
    >
      <App message={{ top: 64, maxCount: 3, duration: 5 }}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  );
}
