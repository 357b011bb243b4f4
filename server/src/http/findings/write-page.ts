import type { Language, SharedFindings } from '@kaitong/contract';
import { fieldDueText, fieldValueText, headerName, isFieldWrong } from '@kaitong/contract/checks';
import { safe } from '../../safe-html.ts';
import { timeOf, writeDocument, writeTop } from '../plain/document.ts';
import { plainPolicy } from '../plain/policy.ts';
import { type PageTexts, pageTexts } from './texts.ts';

/** Pictures come from regions, whose addresses the page itself was given. */
export function policyOf(footage: SharedFindings['footage']): string {
  return plainPolicy([footage?.snapshotUrl, footage?.clipUrl].flatMap((url) => (url ? [new URL(url).origin] : [])));
}

type Found = SharedFindings['headers'][number];
type Headline = SharedFindings['headlines'][number];

/** As a page without scripts. Everything that came from somewhere is escaped. */
export function writePage(shared: SharedFindings, language: Language, path: string): string {
  const t = pageTexts[language];
  const { headlines, headers, productName, state } = shared;
  const name = shared.test ? t.testTitle : t.title;
  const title = productName === null ? name : `${productName} · ${name}`;
  const shownWith = new Set(headlines.map(({ code }) => code));
  const others = headers.filter(({ code }) => !shownWith.has(code));
  return writeDocument(
    { language, title },
    `${writeTop(language)}
<h1>${safe(title)}</h1>
${facts(shared, t)}
${shared.isPreflight ? `<p class="soft">${t.preflight}</p>` : ''}
${comparison(shared, t)}
${shared.problem ? `<section><p class="lead">${safe(shared.problem.title)}</p><p>${safe(shared.problem.remedy)}</p><p class="soft"><code>${safe(shared.problem.code)}</code></p></section>` : ''}
${shared.test ? testItems(shared.test, language) : ''}
${headlines.length === 0 && state === 'approved' ? `<section><p class="lead approved">✓ ${t.none}</p></section>` : ''}
${headlines.map((one) => finding(one, headers, language)).join('\n')}
${others.length === 0 ? '' : `<section>${fields(others, language)}</section>`}
${footage(shared, t)}
<footer><p>${t.about} ${shared.footage ? '' : t.withoutPictures}</p><p class="screen"><a href="${safe(path)}/json?lang=${language}">${t.json}</a></p></footer>`,
  );
}

function facts({ deviceId, firmware, state, test, rules, endedAt, expiresAt }: SharedFindings, t: PageTexts): string {
  const rows: [string, string][] = [
    [t.device, `<span class="id">${safe(deviceId)}</span>`],
    ...(firmware === null ? [] : [[t.firmware, safe(firmware)] as [string, string]]),
    ...(test === null ? [[t.rules, String(rules)] as [string, string]] : []),
    ...(endedAt === null ? [] : [[t.endedAt, timeOf(endedAt)] as [string, string]]),
    [t.expiresAt, timeOf(expiresAt)],
  ];
  const worst = test?.items.map(({ verdict }) => verdict) ?? [];
  const isFine = state === null ? worst.every((verdict) => verdict === 'pass') : state === 'approved';
  const isRefused = state === 'rejected' || worst.includes('fail');
  const tone = isFine ? 'approved' : isRefused ? 'error' : 'warning';
  const told = rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`);
  const said = state === null ? (test?.outcome ?? '') : t.states[state];
  const dl = `<dl class="facts">${told.join('')}</dl>`;
  return said === '' ? dl : `${dl}<p class="state"><span class="tag ${tone}">${safe(said)}</span></p>`;
}

/** Of titles in a row. */
const between: Record<Language, string> = { 'zh-CN': '、', en: ', ' };

type Test = NonNullable<SharedFindings['test']>;
const ITEM_SIGNS = {
  pass: ['approved', '✓'],
  warn: ['warning', '!'],
  fail: ['error', '✗'],
  skipped: ['warning', '–'],
} as const;

/** What failed first; each item's evidence is folded where it passed. */
function testItems({ items, compared }: Test, language: Language): string {
  const t = pageTexts[language];
  const titles = new Map(items.map(({ name, title }) => [name, title]));
  const listed = (name: string, names: Test['items'][number]['name'][]): string =>
    names.length === 0
      ? ''
      : `<div><dt>${name}</dt><dd>${names.map((one) => safe(titles.get(one) ?? one)).join(between[language])}</dd></div>`;
  const since = [
    compared?.before.firmware ? `${t.firmware} ${safe(compared.before.firmware)}` : '',
    compared?.before.endedAt ? timeOf(compared.before.endedAt) : '',
  ].filter((part) => part !== '');
  const change = compared
    ? `<section><h2>${t.comparedTests}</h2><dl class="facts">${listed(t.gone, compared.gone)}${listed(t.added, compared.added)}${listed(t.stays, compared.stays)}<div><dt>${t.beforeTest}</dt><dd>${since.join(' · ')}</dd></div></dl></section>`
    : '';
  const rank = ({ verdict }: Test['items'][number]): number =>
    ['fail', 'warn', 'skipped', 'pass'].indexOf(verdict ?? 'skipped');
  return (
    change +
    [...items]
      .sort((one, other) => rank(one) - rank(other))
      .map((item) => testItem(item, t))
      .join('\n')
  );
}

function testItem(
  { title, about, verdict, verdictText, reason, remedy, observations }: Test['items'][number],
  t: PageTexts,
): string {
  const [tone, sign] = ITEM_SIGNS[verdict ?? 'skipped'];
  const rows = observations.map(({ at, text }) => `<tr><td>${safe(at.slice(11, 21))}</td><td>${safe(text)}</td></tr>`);
  return `<section><div class="head">${verdict === null ? '' : `<span class="tag ${tone}">${sign} ${safe(verdictText)}</span>`}<h2>${safe(title)}</h2></div>
${reason === null ? '' : `<p class="lead">${safe(reason)}</p>`}${remedy === null ? '' : `<p>${safe(remedy)}</p>`}
<p class="soft">${safe(about)}</p>
${rows.length === 0 ? '' : `<details${verdict === 'pass' ? '' : ' open'}><summary>${t.evidence}</summary><div class="scroll" tabindex="0" role="group" aria-label="${t.evidence}"><table><thead><tr><th scope="col">UTC</th><th scope="col">${t.seen}</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`}</section>`;
}

function comparison({ compared }: SharedFindings, t: PageTexts): string {
  if (!compared) return '';
  const { sentence, before, gone, added, stays } = compared;
  const since = [
    before.firmware === null ? '' : `${t.firmware} ${safe(before.firmware)}`,
    before.endedAt === null ? '' : timeOf(before.endedAt),
  ];
  const lists = (
    [
      [t.gone, gone],
      [t.added, added],
      [t.stays, stays],
    ] as const
  ).filter(([, codes]) => codes.length > 0);
  return `<section><h2>${t.compared}</h2><p class="lead">${safe(sentence)}</p>
<dl class="facts">${lists.map(([name, codes]) => `<div><dt>${name}</dt><dd class="id">${codes.map(safe).join(', ')}</dd></div>`).join('')}
<div><dt>${t.before}</dt><dd>${since.filter((part) => part !== '').join(' · ')}</dd></div></dl></section>`;
}

const SIGNS = { error: '✗', warning: '!' } as const;

function finding(one: Headline, headers: readonly Found[], language: Language): string {
  const t = pageTexts[language];
  const row = (name: string, value: string | null): string =>
    value === null || value === '' ? '' : `<div><dt>${name}</dt><dd>${safe(value)}</dd></div>`;
  return `<section><div class="head"><span class="tag ${one.severity}">${SIGNS[one.severity]} ${t[one.severity]}</span><h2>${safe(one.title)}</h2><code>${safe(one.code)}</code></div>
<p class="lead">${safe(one.sentence)}</p>
<dl class="words">${row(t.measured, one.measured)}${row(t.expected, one.expected)}${row(t.place, one.place)}${row(t.follows, one.follows.join(between[language]))}</dl>
<dl class="words">${row(t.cause, one.cause)}${row(t.fix, one.fix)}</dl>
${fields(
  headers.filter(({ code }) => code === one.code),
  language,
)}</section>`;
}

function fields(headers: readonly Found[], language: Language): string {
  const t = pageTexts[language];
  if (headers.length === 0) return '';
  const tables = headers.flatMap(({ source, structures }) =>
    structures.map((structure) => {
      const rows = structure.fields.map((field) => {
        const due = fieldDueText(structure.name, field, language);
        const beside = due === null ? '' : field.follows ? t.later.replace('{value}', due) : due;
        const isWrong = isFieldWrong(field) && !field.follows;
        const at =
          field.from === null
            ? ''
            : field.to === null || field.to - field.from <= 1
              ? String(field.from)
              : `${field.from}–${field.to - 1}`;
        return `<tr${isWrong ? ' class="wrong"' : ''}><td class="id">${safe(field.name)}</td><td>${at}</td><td>${safe(fieldValueText(structure.name, field))}</td><td>${beside === '' ? '' : `${isWrong ? '✗ ' : ''}${safe(beside)}`}</td></tr>`;
      });
      const where = structure.from === null ? t.elsewhere : `@ ${structure.from}`;
      return `<table><caption>${safe(headerName(structure, language))} <span>${t.headersOf.replace('{n}', String(source))} ${where} · ${safe(structure.clause)}</span></caption>
<thead><tr><th scope="col">${t.field}</th><th scope="col">${t.at}</th><th scope="col">${t.found}</th><th scope="col">${t.due}</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
    }),
  );
  return `<details open><summary>${t.headers}</summary><div class="scroll" tabindex="0" role="group" aria-label="${t.headers}">${tables.join('')}</div></details>`;
}

function footage({ footage: shown }: SharedFindings, t: PageTexts): string {
  if (!shown) return '';
  const { snapshotUrl, clipUrl } = shown;
  return `<section><h2>${t.footage}</h2>
${snapshotUrl ? `<figure><img src="${safe(snapshotUrl)}" alt="${t.snapshot}"></figure>` : ''}
${clipUrl ? `<p class="screen"><a href="${safe(clipUrl)}">${t.download}</a></p>` : ''}
<p class="soft">${t.footageNote}</p></section>`;
}
