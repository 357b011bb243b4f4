// How fast time runs in clips of cameras that upload them.
import { tellSpeeds } from '../../src/activation/testing/speeds.ts';

tellSpeeds(['ts', 'fmp4', 'mp4']);
