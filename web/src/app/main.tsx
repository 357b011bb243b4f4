import { createRoot } from 'react-dom/client';
import { fetchLanguage } from '../i18n/per-language.ts';
import { startDesign } from '../ui/start.ts';
import { App } from './App.tsx';
import { createPages } from './router.ts';
import './app.css';

const root = document.getElementById('root');
if (!root) throw new Error('app.html has no #root');
// One after the other would be one round trip more. Not awaited here: what is fetched imports from this file, and would
// wait for its end.
void Promise.allSettled([startDesign(), fetchLanguage()]).then(() => {
  createRoot(root).render(<App {...createPages()} />);
});
