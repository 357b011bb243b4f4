import { createHash } from 'node:crypto';
import { formatMoney, type Language } from '@kaitong/contract';
import type { RegionContext } from '../../context.ts';
import type { Checkout } from './callbacks.ts';
import { type SandboxTexts, sandboxTexts } from './texts.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #1c1b22; --soft: #5d5a68; --page: #f4f2f8; --card: #fff; --line: #d9d5e3; --go: #5b3fd1; --warn: #7a4b00; --warned: #fff1d6 }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f0f7; --soft: #b5b1c2; --page: #15131c; --card: #221f2c; --line: #3b3748; --go: #8d76f5; --warn: #ffd58a; --warned: #3a2c10 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, "PingFang SC", "Noto Sans SC", "Microsoft YaHei", sans-serif }
main { max-width: 26rem; margin: 0 auto; padding: 1rem 1rem 3rem }
header { display: flex; justify-content: space-between; align-items: center; padding: .5rem 0 1rem }
header strong { font-size: 1.1rem } a { color: var(--go) }
.notice { background: var(--warned); color: var(--warn); border-radius: .75rem; padding: .75rem 1rem; margin: 0 0 1rem; font-weight: 600 }
.card { background: var(--card); border-radius: 1rem; padding: 1.25rem; margin-bottom: 1rem }
.price { font-size: 2.5rem; line-height: 1.2; font-weight: 700; margin: .25rem 0 .5rem; font-variant-numeric: tabular-nums }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 0 0 1.25rem } dt { color: var(--soft) }
dd { margin: 0; text-align: right; overflow-wrap: anywhere }
button { width: 100%; min-height: 3rem; border-radius: .75rem; border: 1px solid var(--line); background: none; color: inherit; font: inherit; font-weight: 600; cursor: pointer; margin-top: .5rem }
button.go { background: var(--go); border-color: var(--go); color: #fff } @media (prefers-color-scheme: dark) { button.go { color: #15131c } }
label { display: block; margin-bottom: .75rem } label.tick { display: flex; gap: .5rem; align-items: center }
select, input[type=number] { display: block; width: 100%; min-height: 2.75rem; margin-top: .25rem; padding: 0 .75rem; font: inherit; color: inherit; background: var(--page); border: 1px solid var(--line); border-radius: .5rem }
summary { cursor: pointer; font-weight: 600; min-height: 1.5rem } details[open] summary { margin-bottom: 1rem }
h1 { font-size: 1rem; font-weight: 400; color: var(--soft); margin: 0 } h2 { font-size: 1rem; margin: 0 0 .5rem } ul { margin: 0; padding: 0; list-style: none } li { padding: .25rem 0; overflow-wrap: anywhere }
.what { margin: 0 0 .75rem } .done { font-size: 1.25rem; font-weight: 700; margin: 0 0 1rem } .back { display: block; text-align: center; padding: .75rem }
:focus-visible { outline: 3px solid var(--go); outline-offset: 2px }
`;

/** Runs nothing, loads nothing, and sends its forms only to where it came from. */
export const SANDBOX_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

type Seen = {
  payments: { id: string; amount: number; state: 'paid' | 'refused' }[];
  callbacks: { body: string; tries: number; taken_at: Date | null }[];
  now: Date;
};

export async function readCheckout({ db, clock }: RegionContext, { id }: Checkout): Promise<Seen> {
  const [payments, callbacks] = await Promise.all([
    db
      .selectFrom('sandbox_payment')
      .select(['id', 'amount', 'state'])
      .where('checkout_id', '=', id)
      .orderBy('at')
      .execute(),
    db
      .selectFrom('sandbox_callback')
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
  const until = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  return document(
    language,
    t.provider,
    `<header><strong>${t.provider}</strong><a href="?lang=${other}" lang="${other}">${t.otherLanguage}</a></header>
<p class="notice" role="note">${t.notice}</p>
<section class="card">
<h1>${t.amount}</h1><p class="price">${safe(price)}</p>
<p class="what">${safe(checkout.description)}</p><dl><dt>${t.reference}</dt><dd>${safe(checkout.reference)}</dd>
<dt>${t.payUntil}</dt><dd>${safe(until.format(checkout.expires_at))} UTC</dd></dl>
${outcome(t, checkout, seen, isPaid)}
${isPaid ? '' : simpleForm(t, price, language)}
<a class="back" href="${safe(checkout.return_url)}">${t.back}</a>
</section>
${misbehaviour(t, language, isPaid)}
${history(t, checkout, seen, language)}`,
  );
}

export const writeMissingPage = (language: Language): string =>
  document(language, sandboxTexts[language].provider, `<p class="notice">${sandboxTexts[language].missing}</p>`);

const document = (language: Language, title: string, body: string): string =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;

function outcome(t: SandboxTexts, { expires_at }: Checkout, { payments, now }: Seen, isPaid: boolean): string {
  const said = isPaid ? t.paid : payments.length > 0 ? t.refused : expires_at <= now ? t.expired : undefined;
  return said === undefined ? '' : `<p class="done" role="status">${said}</p>`;
}

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

function history(t: SandboxTexts, { currency }: Checkout, { payments, callbacks }: Seen, language: Language): string {
  if (payments.length === 0) return '';
  const paid = payments.map(
    ({ id, amount, state }) =>
      `<li>${id}: ${safe(formatMoney({ amount, currency }, language))}, ${t.states[state]}</li>`,
  );
  const told = callbacks.map(({ body, tries, taken_at }) => {
    const { type } = JSON.parse(body) as { type: string };
    return `<li>${safe(type)}: ${(taken_at ? t.taken : t.waiting).replace('{tries}', String(tries))}</li>`;
  });
  return `<section class="card"><h2>${t.history}</h2><ul>${paid.join('')}</ul><h2>${t.callbacks}</h2><ul>${told.join('')}</ul></section>`;
}

const safe = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
