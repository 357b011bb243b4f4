import type { Conformance } from '../conformance/conformance.ts';
import type { ConformanceItem } from '../conformance/item.ts';
import {
  isWhollyTested,
  itemReasonText,
  itemText,
  observationText,
  outcomeText,
  verdictText,
} from '../conformance/texts.ts';
import type { Language } from '../languages.ts';
import { problemText } from '../problems/texts.ts';
import { conformanceTexts } from './conformance-texts.ts';
import { escaped, quoted } from './escape.ts';
import { STRIP_STYLE, writeStrip } from './strip-html.ts';

/** The report of an extended test as one HTML file: nothing is fetched, so it can be mailed and kept. */
export function writeConformanceHtml(test: Conformance, language: Language): string {
  const t = conformanceTexts[language];
  const stopped = test.problem && problemText(test.problem.code, test.problem.params, language);
  return `<!doctype html>
<html lang=${quoted(language)}>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(`${t.title} · ${test.productName} · ${test.firmware ?? ''}`)}</title>
<style>${STYLE}${STRIP_STYLE}</style>
<main>
<h1>${escaped(t.title)} ${outcomeTag(test, language)}</h1>
${facts(test, language)}
${stopped ? `<p class="stopped"><strong>${escaped(t.stopped)}</strong> ${escaped(`${stopped.title}. ${stopped.remedy}`)}</p>` : ''}
${summary(test.items, language)}
${test.items.map((item) => section(item, language)).join('\n')}
<footer>${escaped(t.about)}</footer>
</main>
</html>
`;
}

const MARKS = { pass: '✓', warn: '!', fail: '✗', skipped: '–' } as const;

/** Colour never stands alone: a sign and the word beside it. */
const tag = (verdict: keyof typeof MARKS, language: Language): string =>
  `<span class="tag ${verdict}">${MARKS[verdict]} ${escaped(verdictText(verdict, language))}</span>`;

/** Of the whole test: not simply passed where an item was not tested. */
function outcomeTag(test: Conformance, language: Language): string {
  if (test.outcome === null) return '';
  if (test.outcome !== 'pass' || isWhollyTested(test)) return tag(test.outcome, language);
  return `<span class="tag warn">${MARKS.warn} ${escaped(outcomeText(test, language))}</span>`;
}

function facts(test: Conformance, language: Language): string {
  const t = conformanceTexts[language];
  const rows: [string, string][] = [
    [t.facts.product, `${test.productName} (${test.pid})`],
    [t.facts.device, test.deviceId],
    [t.facts.firmware, test.firmware ?? t.unknown],
    [t.facts.region, test.region],
    [t.facts.begun, test.createdAt],
    [t.facts.ended, test.endedAt ?? '–'],
  ];
  return `<dl>${rows.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>`;
}

function summary(items: readonly ConformanceItem[], language: Language): string {
  const rows = items.map(({ name, verdict, reason }) => {
    const why = reason ? itemReasonText(reason, language).title : '';
    return `<tr><td><a href="#${name}">${escaped(itemText(name, language).title)}</a></td><td>${verdict ? tag(verdict, language) : ''}</td><td>${escaped(why)}</td></tr>`;
  });
  return `<table>${rows.join('')}</table>`;
}

function section(item: ConformanceItem, language: Language): string {
  const t = conformanceTexts[language];
  const { title, about } = itemText(item.name, language);
  const why = item.reason && itemReasonText(item.reason, language);
  return `<section id=${quoted(item.name)}>
<h2>${escaped(title)} ${item.verdict ? tag(item.verdict, language) : ''}</h2>
<p class="about">${escaped(t.tried)}: ${escaped(about)}</p>
${why ? `<p><strong>${escaped(why.title)}</strong><br>${escaped(why.remedy)}</p>` : ''}
${item.clips.map((clip) => writeStrip(clip, language)).join('\n')}
${evidence(item, language)}
</section>`;
}

function evidence({ observations, startedAt }: ConformanceItem, language: Language): string {
  if (observations.length === 0) return '';
  const begun = Date.parse(startedAt ?? observations[0]?.at ?? '');
  const rows = observations.map((one) => {
    const after = ((Date.parse(one.at) - begun) / 1000).toFixed(2);
    return `<tr><td class="time">+${after} s</td><td>${escaped(observationText(one, language))}</td></tr>`;
  });
  return `<details open><summary>${escaped(conformanceTexts[language].evidence)}</summary><table>${rows.join('')}</table></details>`;
}

const STYLE = `
body{margin:0;font:14px/22px system-ui,"Noto Sans SC",sans-serif;color:#10243e;background:#f5f7fa}
main{max-width:920px;margin:0 auto;padding:24px 16px 48px}
h1{font-size:24px;line-height:32px}h2{font-size:16px;margin:0 0 4px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px}dt{opacity:.75}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}td{border-top:1px solid #d9e0e8;padding:4px 8px 4px 0;vertical-align:top;overflow-wrap:anywhere}
section,.stopped{background:#fff;border:1px solid #d9e0e8;border-radius:8px;padding:12px 16px;margin:16px 0;break-inside:avoid}
.time{white-space:nowrap;width:6em;font-variant-numeric:tabular-nums}.about,footer{opacity:.75}summary{cursor:pointer}
.tag{font-size:13px;font-weight:600;white-space:nowrap;padding:1px 8px;border-radius:10px;border:1px solid currentcolor}
.pass{color:#1a7f45}.warn{color:#9a5b00}.fail{color:#c8102e}.skipped{color:#50607a}a{color:#0958d9}
@media (prefers-color-scheme:dark){body{color:#e6edf5;background:#0d1520}section,.stopped{background:#152032}section,.stopped,td{border-color:#2c3a4f}
.pass{color:#5fd08a}.warn{color:#f0b85a}.fail{color:#ff8a95}.skipped{color:#a5b3c6}a{color:#7ab0ff}}`;
