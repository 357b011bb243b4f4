import type { findings } from '@kaitong/contract';
import type { ControlContext } from '../../control/context.ts';
import { compareWithBefore } from '../../control/findings/compare-findings.ts';
import { readSharedFindings } from '../../control/findings/read-shared.ts';
import {
  endFindingsShare,
  listConformanceShares,
  listFindingsShares,
  shareConformance,
  shareFindings,
} from '../../control/findings/shares.ts';
import type { Handlers } from '../kit/mount.ts';

export const findingsHandlers = (context: ControlContext): Handlers<typeof findings> => ({
  compareFindings: (caller, input) => compareWithBefore(context, caller, input),
  shareFindings: (caller, input) => shareFindings(context, caller, input),
  listFindingsShares: (caller, input) => listFindingsShares(context, caller, input),
  shareConformance: (caller, input) => shareConformance(context, caller, input),
  listConformanceShares: (caller, input) => listConformanceShares(context, caller, input),
  endFindingsShare: (caller, input) => endFindingsShare(context, caller, input),
  getSharedFindings: (_caller, { params: { token }, query: { lang } }, request) =>
    readSharedFindings(context, { token, language: lang ?? request.language }, request),
});
