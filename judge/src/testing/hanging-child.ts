/** A program for a test: holds a lifeline, says so, and then hangs as hostile bytes make a decoder hang. */
import { writeSync } from 'node:fs';
import { endWithParent } from '../lifeline.ts';

endWithParent();
writeSync(1, 'hangs');
for (;;);
