// Cameras that are broken in each way, on the items about how its time runs.
import { tryFaultsOn } from './faults.ts';

tryFaultsOn(['rate', 'night']);
