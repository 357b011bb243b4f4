import { createHash } from 'node:crypto';
import { formatMoney, type Language } from '@kaitong/contract';
import { safe } from '../safe-html.ts';
import type { Checkout } from './callbacks.ts';
import type { SandboxContext } from './context.ts';
import { STYLE } from './page-style.ts';
import { type SandboxTexts, sandboxTexts } from './texts.ts';

/** Colours and fonts of the app: a sheet that stands beside its pages. Without them the page is plain, and still works. */
const DESIGN = '/design.css';
const MINUTE_MS = 60_000;

/** Runs nothing, loads the app's colours and fonts only, and sends its forms only to where it came from. */
export const SANDBOX_POLICY = `default-src 'none'; style-src 'self' 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

type Seen = {
  payments: { id: string; amount: number; state: 'paid' | 'refused' }[];
  callbacks: { body: string; tries: number; taken_at: Date | null }[];
  now: Date;
};

export async function readCheckout({ db, clock }: SandboxContext, { id }: Checkout): Promise<Seen> {
  const [payments, callbacks] = await Promise.all([
    db.selectFrom('payment').select(['id', 'amount', 'state']).where('checkout_id', '=', id).orderBy('at').execute(),
    db
      .selectFrom('callback')
      .select(['body', 'tries', 'taken_at'])
      .where('checkout_id', '=', id)
      .orderBy('created_at')
      .execute(),
  ]);
  return { payments, callbacks, now: clock.now() };
}

/** The checkout as a page without scripts. Everything that came from somewhere is escaped. */
export function writePage(checkout: Checkout, seen: Seen, language: Language): string {
  const t = sandboxTexts[language];
  const { amount, currency } = checkout;
  const price = formatMoney({ amount, currency }, language);
  const other = language === 'en' ? 'zh-CN' : 'en';
  const isPaid = seen.payments.some(({ state }) => state === 'paid');
  return document(
    language,
    t.provider,
    `<header><h1>${t.provider}</h1><a href="?lang=${other}" lang="${other}">${t.otherLanguage}</a></header>
${notice(t.notice)}
<section class="card">
<div><p class="soft">${t.amount}</p><p class="price">${safe(price)}</p><p>${safe(checkout.description)}</p></div>
<dl><div><dt>${t.reference}</dt><dd class="id">${safe(checkout.reference)}</dd></div>${isPaid ? '' : remaining(t, checkout, seen)}</dl>
${checkout.wants_mandate ? `<p>${t.mandate}</p>` : ''}
${outcome(t, checkout, seen, isPaid)}
<div class="acts">${isPaid ? '' : simpleForm(t, price, language)}
<a class="back${isPaid ? ' go' : ''}" href="${safe(checkout.return_url)}">${t.back}</a></div>
</section>
${misbehaviour(t, language, isPaid)}
${checkout.wants_mandate && isPaid ? laterCharges(t, language) : ''}
${history(t, checkout, seen, language)}`,
  );
}

export const writeMissingPage = (language: Language): string =>
  document(language, sandboxTexts[language].provider, notice(sandboxTexts[language].missing));

const document = (language: Language, title: string, body: string): string =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="${DESIGN}"><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;

const icon = (path: string): string => `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
const ICONS = {
  alert: 'M12 4 2.8 20h18.4L12 4Zm0 6v4.5m0 2.5v.1',
  check: 'm4.5 12.5 5 5 10-11',
  cross: 'M6 6l12 12M18 6 6 18',
};

const notice = (text: string): string => `<p class="notice" role="note">${icon(ICONS.alert)}<span>${text}</span></p>`;

/** Without scripts a page does not know the reader's time zone: how long is left is the same everywhere. */
function remaining(t: SandboxTexts, { expires_at }: Checkout, { now }: Seen): string {
  const left = Math.ceil((expires_at.getTime() - now.getTime()) / MINUTE_MS);
  return left > 0 ? `<div><dt>${t.payWithin}</dt><dd>${t.minutes.replace('{minutes}', String(left))}</dd></div>` : '';
}

function outcome(t: SandboxTexts, { expires_at }: Checkout, { payments, now }: Seen, isPaid: boolean): string {
  if (isPaid) return said(t.paid, 'paid', ICONS.check);
  if (payments.length > 0) return said(t.refused, 'failed', ICONS.cross);
  return expires_at <= now ? said(t.expired, 'failed', ICONS.cross) : '';
}

const said = (text: string, look: 'paid' | 'failed', sign: string): string =>
  `<p class="done ${look}" role="status">${icon(sign)}<span>${text}</span></p>`;

const simpleForm = (t: SandboxTexts, price: string, language: Language): string =>
  `<form method="post" action="?lang=${language}"><button class="go" name="act" value="pay">${safe(t.pay.replace('{price}', price))}</button>
<button name="act" value="refuse">${t.refuse}</button></form>`;

function misbehaviour(t: SandboxTexts, language: Language, isPaid: boolean): string {
  const options = (texts: Record<string, string>): string =>
    Object.entries(texts)
      .map(([value, text]) => `<option value="${value}">${text}</option>`)
      .join('');
  const back = isPaid
    ? `<form method="post" action="?lang=${language}"><button name="act" value="charge-back">${t.chargeBack}</button></form>`
    : '';
  return `<details class="card"><summary>${t.misbehave}</summary><form method="post" action="?lang=${language}">
<label>${t.act}<select name="act">${options(t.acts)}</select></label>
<label>${t.delay}<select name="delay">${options(t.delays)}</select></label>
<label>${t.copies}<input type="number" name="copies" min="1" max="5" value="1"></label>
<label class="tick"><input type="checkbox" name="keepsMoney" value="true">${t.keepsMoney}</label>
<button>${t.go}</button></form>${back}</details>`;
}

/** How what is charged later by this payment's mandate is to end. */
function laterCharges(t: SandboxTexts, language: Language): string {
  const options = Object.entries(t.renewals).map(([value, text]) => `<option value="${value}">${text}</option>`);
  return `<details class="card"><summary>${t.laterCharges}</summary><form method="post" action="?lang=${language}">
<label>${t.act}<select name="renewals">${options.join('')}</select></label>
<button name="act" value="renewals">${t.keep}</button></form></details>`;
}

function history(t: SandboxTexts, { currency }: Checkout, { payments, callbacks }: Seen, language: Language): string {
  if (payments.length === 0) return '';
  const paid = payments.map(({ id, amount, state }) =>
    line(id, `${formatMoney({ amount, currency }, language)} · ${t.states[state]}`),
  );
  const told = callbacks.map(({ body, tries, taken_at }) => {
    const { type } = JSON.parse(body) as { type: string };
    return line(type, (taken_at ? t.taken : t.waiting).replace('{tries}', String(tries)));
  });
  return `<section class="card"><div><h2>${t.history}</h2><ul>${paid.join('')}</ul></div><div><h2>${t.callbacks}</h2><ul>${told.join('')}</ul></div></section>`;
}

const line = (id: string, text: string): string =>
  `<li><span class="id">${safe(id)}</span><span>${safe(text)}</span></li>`;
