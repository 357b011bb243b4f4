import { UpdateReport } from '@kaitong/contract';

/** What a camera has said of a release. `attempt` rises when it tries again. */
export type UpdateStanding = { attempt: number; report: UpdateReport };

const rank = ({ report }: UpdateStanding): number => UpdateReport.options.indexOf(report);

/**
 * What is known after one more report: of two, the later by attempt, then by what comes after what. So reports may come twice,
 * late and in any order, and the same is known in the end.
 */
export function joinReport(known: UpdateStanding | undefined, said: UpdateStanding): UpdateStanding {
  if (!known) return said;
  const isLater = said.attempt > known.attempt || (said.attempt === known.attempt && rank(said) > rank(known));
  return isLater ? said : known;
}
