// Cameras that are broken in each way, on the items about whom a camera trusts.
import { tryFaultsOn } from './faults.ts';

tryFaultsOn(['wrong-certificate', 'wrong-broker']);
