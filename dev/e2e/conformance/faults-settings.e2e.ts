// Cameras that are broken in each way, on the items about what a camera is told and what it records.
import { tryFaultsOn } from './faults.ts';

tryFaultsOn(['motion-off', 'privacy-mode', 'back-to-back', 'long-event', 'wrong-clock', 'key-rotation']);
