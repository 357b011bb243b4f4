#!/usr/bin/env node
import { runBin } from '../../scripts/bin.mjs';

await runBin('kaitong', import.meta.url, '../src/cli.ts');
