#!/usr/bin/env node
import { runBin } from '../../scripts/bin.mjs';

await runBin('kaitong-camera', import.meta.url, '../virtual/cli.ts');
