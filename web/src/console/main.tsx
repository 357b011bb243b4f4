import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { shareWithTabs } from '../desk/calls/send.ts';
import { Desk } from '../desk/Desk.tsx';
import { fetchLanguage } from '../i18n/per-language.ts';
import { startDesign } from '../ui/start.ts';
import { createPages } from './router.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
shareWithTabs();
// One after the other would be one round trip more. Not awaited here: what is fetched imports from this file, and would
// wait for its end.
void Promise.allSettled([startDesign(), fetchLanguage()]).then(() => {
  const { queryClient, router } = createPages();
  createRoot(root).render(
    <Desk queryClient={queryClient}>
      <RouterProvider router={router} />
    </Desk>,
  );
});
