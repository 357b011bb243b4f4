import { formatMoney, type Language, type Money } from '@kaitong/contract';
import { subtract, sum } from '@kaitong/core';
import type { Receipt } from '../../region/selling/orders/read-receipt.ts';
import { safe } from '../../safe-html.ts';
import { writeDocument, writeTop } from '../plain/document.ts';
import { receiptTexts } from './texts.ts';

type Reader = { language: Language; timeZone: string };
type Row = [name: string, value: string];

/** A receipt as a page without scripts, to be printed or kept. Everything that came from somewhere is escaped. */
export function writeReceipt(receipt: Receipt, { language, timeZone }: Reader): string {
  const t = receiptTexts[language];
  const title = `${t.title} ${receipt.orderId}`;
  const kept = `&tz=${encodeURIComponent(timeZone)}`;
  const { seller, paymentId } = receipt;
  const facts: Row[] = [
    [t.orderId, id(receipt.orderId)],
    [t.paidAt, timeIn(receipt.paidAt, timeZone)],
    [t.item, safe(receipt.item)],
    [t.camera, safe(receipt.camera)],
    [t.provider, safe(receipt.provider)],
    ...(paymentId === null ? [] : [[t.paymentId, id(paymentId)] satisfies Row]),
  ];
  const sellers: Row[] = [
    [t.seller, safe(seller.name || 'Kaitong')],
    ...(seller.phone ? [[t.phone, safe(seller.phone)] satisfies Row] : []),
    ...(seller.email ? [[t.email, safe(seller.email)] satisfies Row] : []),
  ];
  return writeDocument(
    { language, title },
    `${writeTop(language, kept)}
<h1>${safe(title)}</h1>
${list(facts)}
<section><div class="scroll">${amounts(receipt, language)}</div></section>
<section>${list(sellers)}</section>
<footer><p>${t.about}</p><p class="screen"><a href="?lang=${language}${safe(kept)}&amp;save=1">${t.save}</a></p></footer>`,
  );
}

const list = (rows: Row[]): string =>
  `<dl class="words">${rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>`;

const id = (text: string): string => `<span class="id">${safe(text)}</span>`;

/** As they add up. What was no part of the order stands below, and counts nowhere. */
function amounts({ listPrice, coupon, paid, refunds, returns }: Receipt, language: Language): string {
  const t = receiptTexts[language];
  const money = (value: Money): string => safe(formatMoney(value, language));
  const less = (value: Money): string => money({ ...value, amount: -value.amount });
  const confirmed = refunds.filter(({ state }) => state === 'confirmed').map(({ amount }) => amount);
  const rows: Row[] = [
    ...(coupon === null
      ? []
      : [
          [t.listPrice, money(listPrice)] satisfies Row,
          [safe(t.coupon.replace('{code}', coupon)), less(subtract(listPrice, paid))] satisfies Row,
        ]),
    [`<strong>${t.paid}</strong>`, `<strong>${money(paid)}</strong> ${paid.currency}`],
    ...refunds.map(({ amount, state }): Row => [t.refunds[state], less(amount)]),
    ...(confirmed.length > 0 ? [[t.kept, money(subtract(paid, sum(confirmed, paid.currency)))] satisfies Row] : []),
    ...returns.map(({ amount, returned }): Row => [returned ? t.returned : t.returning, money(amount)]),
  ];
  const lines = rows.map(([name, value]) => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`).join('');
  return `<table><caption>${t.amount}</caption><tbody>${lines}</tbody></table>`;
}

/** As a clock on the reader's wall says it, with the name of the zone. */
function timeIn(time: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone });
  return `<time datetime="${time.toISOString()}">${format.format(time)} (${safe(timeZone)})</time>`;
}
