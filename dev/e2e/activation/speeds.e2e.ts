// How fast time runs in clips of cameras that upload them, in the containers that `npm test` leaves out.
import { tellSpeeds } from '../../src/activation/testing/speeds.ts';

tellSpeeds(['fmp4', 'mp4']);
