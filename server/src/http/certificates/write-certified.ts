import { type CertifiedProduct, certifiedPath, type Language } from '@kaitong/contract';
import { safe } from '../../safe-html.ts';
import { timeOf, writeDocument, writeTop } from '../plain/document.ts';
import { type CertifiedTexts, certifiedTexts } from './certified-texts.ts';

type Found = { items: CertifiedProduct[]; next: string | null };
type Asked = { language: Language; search: string; isFirst: boolean };

/** All products that may be found, a page at a time. The search is a form, so that it works without scripts. */
export function writeCertified({ items, next }: Found, { language, search, isFirst }: Asked): string {
  const t = certifiedTexts[language];
  const kept = search === '' ? '' : `&search=${encodeURIComponent(search)}`;
  const more = next
    ? `<p class="screen"><a href="?lang=${language}${safe(kept)}&amp;cursor=${safe(next)}" rel="next">${t.more}</a></p>`
    : '';
  const back = isFirst ? '' : `<p class="screen"><a href="?lang=${language}${safe(kept)}">${t.first}</a></p>`;
  return writeDocument(
    { language, title: t.title, isListed: true },
    `${writeTop(language, kept)}
<h1>${t.title}</h1>
<p class="state">${t.about}</p>
<form class="search screen" role="search" action="${certifiedPath}" method="get"><input type="hidden" name="lang" value="${language}">
<label>${t.search} <input type="search" name="search" maxlength="80" value="${safe(search)}"></label><button>${t.find}</button></form>
${items.length === 0 ? nothing(t, search, isFirst) : items.map((item) => entry(item, t)).join('\n')}
${back}${more}`,
  );
}

function nothing(t: CertifiedTexts, search: string, isFirst: boolean): string {
  if (!isFirst) return `<section><p class="lead">${t.end}</p></section>`;
  const said = search === '' ? t.none : t.notFound.replace('{search}', safe(search));
  return `<section><p class="lead">${said}</p><p>${search === '' ? t.noneText : `<a href="${certifiedPath}">${t.all}</a>`}</p></section>`;
}

function entry(item: CertifiedProduct, t: CertifiedTexts): string {
  const rows = [
    [t.company, safe(item.companyName)],
    [t.service, t.services[item.service]],
    [t.firmware, safe(item.firmware)],
    [t.rules, String(item.rules)],
    [t.certifiedAt, timeOf(item.certifiedAt)],
    [t.listedAt, timeOf(item.listedAt)],
  ];
  return `<section><h2><a href="${safe(item.pageUrl)}">${safe(item.productName)}</a></h2>
<dl class="facts">${rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl></section>`;
}
