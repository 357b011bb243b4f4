import { createRoot } from 'react-dom/client';
import { startDesign } from '../ui/start.ts';
import { Console } from './Console.tsx';

startDesign();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(<Console />);
