import {
  type CertificatePage,
  certificateFilePath,
  certificateKeysPath,
  certificatePagePath,
  type Language,
  revocationsPath,
} from '@kaitong/contract';
import { safe } from '../../safe-html.ts';
import { timeOf, writeDocument, writeTop } from '../plain/document.ts';
import { type PageTexts, pageTexts } from './texts.ts';

type Place = { address: string; publicUrl: string };

/** As a page without scripts. Everything that came from somewhere is escaped. */
export function writePage(page: CertificatePage, language: Language, place: Place): string {
  const t = pageTexts[language];
  const title = `${page.productName ?? page.says.pid} · ${t.title}`;
  return writeDocument(
    { language, title, isListed: page.isListed },
    `${writeTop(language)}
<h1>${safe(title)}</h1>
${standing(page, t)}
${facts(page, t)}
${shown(page, t, language)}
${rules(page, t)}
${warnings(page, t)}
${waivers(page, t)}
${verification(t, place)}
<footer><p>${t.about}</p><p class="screen"><a href="${safe(certificatePagePath(place.address))}/json?lang=${language}">${t.json}</a></p></footer>`,
  );
}

const at = (text: string, instant: string): string => text.replace('{at}', timeOf(instant));

/** What everybody came for, large and first. */
function standing({ standing: is, asOf, revoked, newerIssuedAt }: CertificatePage, t: PageTexts): string {
  const [tone, sign] = { valid: ['approved', '✓'], replaced: ['warning', '!'], revoked: ['error', '✗'] }[is];
  const said = revoked
    ? at(t.revokedText[revoked.reason], revoked.at)
    : at(is === 'valid' ? t.validText : t.replacedText, asOf);
  const newer = newerIssuedAt ? `<p>${at(t.newer, newerIssuedAt)}</p>` : '';
  return `<div class="standing ${tone}"><b>${sign} ${t[is]}</b><p>${said}</p>${newer}</div>`;
}

type Row = [name: string, value: string];
const list = (rows: Row[], kind: string): string =>
  `<dl class="${kind}">${rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>`;

const id = (text: string): string => `<span class="id">${safe(text)}</span>`;

function facts({ says }: CertificatePage, t: PageTexts): string {
  const sample = says.sample ? t.samples[says.sample] : t.sampleUnknown;
  const isPlain = says.sample === undefined || says.sample === 'firmware';
  return list(
    [
      [t.pid, id(says.pid)],
      [t.firmware, safe(says.firmware)],
      [t.image, says.firmwareSha256 ? id(says.firmwareSha256) : t.imageUnknown],
      [t.sample, isPlain ? sample : `<strong class="warning">! ${sample}</strong>`],
      [t.device, id(says.deviceId)],
      [t.judgedAt, timeOf(says.judgedAt)],
      [t.issuedAt, timeOf(says.issuedAt)],
      [t.issuer, id(says.issuer)],
    ],
    'words',
  );
}

function shown({ shown: clip }: CertificatePage, t: PageTexts, language: Language): string {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const pictures = clip.pictures.map(
    ({ codec, width, height }) => `${codec}${width === null ? '' : ` ${width} × ${height}`}`,
  );
  const rows: Row[] = [
    [t.segments, String(clip.segments)],
    ...(clip.durationMs === null
      ? []
      : [[t.length, t.seconds.replace('{n}', number.format(clip.durationMs / 1000))] as Row]),
    ...(pictures.length === 0 ? [] : [[t.picture, safe(pictures.join(' · '))] as Row]),
    [t.bytes, `${number.format(clip.bytes / 1e6)} MB`],
  ];
  return `<section><h2>${t.shown}</h2>${list(rows, 'facts')}<p class="soft">${t.shownNote}</p></section>`;
}

function rules({ says }: CertificatePage, t: PageTexts): string {
  const rows: Row[] = [
    [t.rulesVersion, String(says.rules)],
    [t.level2, t.level2Text.replace('{engine}', safe(says.level2))],
  ];
  return `<section><h2>${t.rules}</h2>${list(rows, 'facts')}</section>`;
}

function warnings({ warnings: found }: CertificatePage, t: PageTexts): string {
  const items = found.map(
    ({ code, title, sentence }) =>
      `<div><div class="head"><span class="tag warning">! ${t.warning}</span><b>${safe(title)}</b><code>${safe(code)}</code></div><p>${safe(sentence)}</p></div>`,
  );
  const body = items.length === 0 ? `<p class="approved">✓ ${t.noWarnings}</p>` : items.join('\n');
  return `<section><h2>${t.warnings}</h2>${body}</section>`;
}

function waivers({ waivers: given }: CertificatePage, t: PageTexts): string {
  if (given.length === 0) return '';
  const items = given.map(
    ({ subject, title, reason, endsAt }) =>
      `<div><div class="head"><span class="tag warning">! ${at(t.waivedUntil, endsAt)}</span><b>${subject.kind === 'item' ? t.ofTest : ''}${safe(title)}</b><code>${safe(subject.code)}</code></div><p>${safe(reason)}</p></div>`,
  );
  return `<section><h2>${t.waivers}</h2><p>${t.waiversNote}</p>${items.join('\n')}</section>`;
}

function verification(t: PageTexts, { address, publicUrl }: Place): string {
  const [file, keys, revocations] = [certificateFilePath(address), certificateKeysPath, revocationsPath];
  const lines = [
    `curl -o certificate.jws ${publicUrl}${file}`,
    `curl -o keys.json ${publicUrl}${keys}`,
    `curl -o revocations.json ${publicUrl}${revocations}`,
    'kaitong certificate verify certificate.jws --keys keys.json --revocations revocations.json',
  ];
  return `<section><h2>${t.verify}</h2><p>${t.verifyText}</p>
<pre tabindex="0" aria-label="${t.verify}">${safe(lines.join('\n'))}</pre>
<p class="soft">${t.verifyNote}</p>
<p class="screen"><a href="${safe(file)}" download>${t.file}</a> · <a href="${keys}">${t.keys}</a> · <a href="${revocations}">${t.revocations}</a></p></section>`;
}
