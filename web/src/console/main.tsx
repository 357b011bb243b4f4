import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { Desk } from '../desk/Desk.tsx';
import { startDesign } from '../ui/start.ts';
import { createPages } from './router.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
await startDesign();
const { queryClient, router } = createPages();
createRoot(root).render(
  <Desk queryClient={queryClient}>
    <RouterProvider router={router} />
  </Desk>,
);
