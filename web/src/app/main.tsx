import { createRoot } from 'react-dom/client';
import { startDesign } from '../ui/start.ts';
import { App } from './App.tsx';
import { createPages } from './router.ts';
import './app.css';

const root = document.getElementById('root');
if (!root) throw new Error('app.html has no #root');
await startDesign();
createRoot(root).render(<App {...createPages()} />);
