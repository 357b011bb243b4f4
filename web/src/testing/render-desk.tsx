import type { QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { render } from 'vitest-browser-react';
import { Desk } from '../desk/Desk.tsx';
import { fetchLanguage } from '../i18n/per-language.ts';

/** Shows something as it stands in the console. Outages are tried again at once. */
export async function renderDesk(queryClient: QueryClient, content: ReactNode) {
  hurry(queryClient);
  await fetchLanguage();
  return render(<Desk queryClient={queryClient}>{content}</Desk>);
}

/** Waits between tries cost a test time and prove nothing. */
export function hurry(queryClient: QueryClient): void {
  const { queries, ...others } = queryClient.getDefaultOptions();
  queryClient.setDefaultOptions({ ...others, queries: { ...queries, retryDelay: 1 } });
}
