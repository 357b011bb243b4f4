import type { Language } from '../languages.ts';
import { RULES_VERSION } from './catalogue.ts';
import type { FindingGroup } from './group-findings.ts';
import { groupText, groupValueTexts } from './group-texts.ts';
import { checkTexts } from './texts.ts';
import { valueNames } from './value-names.ts';

/** What the ticket's reader has to know of the sample, in order: a name and a value each. */
export type TicketFacts = readonly (readonly [name: string, value: string])[];

/** A headline as the text of a ticket for whoever repairs it: plain lines, which every tracker takes. */
export function ticketText(group: FindingGroup, language: Language, facts: TicketFacts = []): string {
  const { finding, follows } = group;
  const { ticket } = checkTexts[language];
  const { title, sentence, cause, fix, place } = groupText(group, language);
  const { measured, limit } = groupValueTexts(group, language);
  const names = valueNames(finding.code, language);
  const { log } = finding.params;
  const lines: (readonly [string, string | null])[] = [
    [ticket.what, sentence],
    [ticket.where, place],
    [names.measured, measured],
    [names.limit, limit],
    ['FFmpeg', log === undefined ? null : String(log)],
    [ticket.cause, cause],
    [ticket.fix, fix],
    [ticket.follows, follows.length === 0 ? null : follows.map((group) => group.finding.code).join(', ')],
    ...facts,
    [ticket.rules, String(RULES_VERSION)],
  ];
  const told = lines.flatMap(([name, value]) => (value === null ? [] : `${name}${ticket.colon}${value}`));
  return [`${finding.code}: ${title}`, '', ...told].join('\n');
}
