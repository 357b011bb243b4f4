// Cameras that are broken in each way, on the items about what happens to its line.
import { tryFaultsOn } from './faults.ts';

tryFaultsOn(['uplink-lost', 'server-restart', 'token-expired']);
