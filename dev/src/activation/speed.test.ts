// The other containers are tried by the wider suite.
import { tellSpeeds } from './testing/speeds.ts';

tellSpeeds(['ts']);
