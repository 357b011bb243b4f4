// Cameras that are broken in each way, on the items about whose line it is, and how it is taken up again.
import { tryFaultsOn } from './faults.ts';

tryFaultsOn(['power-cut', 'cloned-secret']);
