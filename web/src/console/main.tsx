import { createRoot } from 'react-dom/client';
import { startDesign } from '../ui/start.ts';
import { Console } from './Console.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
await startDesign();
createRoot(root).render(<Console />);
