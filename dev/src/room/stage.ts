import { createHash } from 'node:crypto';
import type { Language } from '@kaitong/contract';
import type { RoomConfig } from './config.ts';
import { pageHead } from './page-head.ts';
import { stageTexts } from './stage-texts.ts';

type Stage = NonNullable<RoomConfig['stage']>;
type Products = { good: string; broken: string };

/**
 * The stage: room, console and phone side by side, and a clock. Whoever comes from the start page brings tokens for one
 * sign-in each behind the `#`, which no server sees; without them the frames show whoever is signed in already.
 */
export function stage(language: Language, place: Stage, { good, broken }: Products): string {
  const words = stageTexts[language];
  const other: Language = language === 'en' ? 'zh-CN' : 'en';
  const frame = (name: 'room' | 'desk' | 'phone', src = ''): string =>
    `<section id="${name}"><h2>${words[name]}</h2><iframe title="${words[name]}"${src && ` src="${src}"`} allow="clipboard-write"></iframe></section>`;
  const facts = JSON.stringify({ ...place, done: words.done, wave: words.wave, room: words.room });
  return `${pageHead(language, words.title, STYLE)}
<header>
  <div>
    <h1>${words.title}</h1>
    <p>${words.intro}</p>
  </div>
  <div class="clock">
    <p><span>${words.clock}</span> <strong id="time" role="timer">0:00</strong> <span>${words.original}</span></p>
    <p>${words.counts}</p>
    <p id="done" role="status"></p>
  </div>
  <button id="add" disabled>${words.add}</button>
  <a href="?lang=${other}" lang="${other}">${other === 'en' ? 'English' : '简体中文'}</a>
  <details id="acts">
    <summary>${words.acts}</summary>
    <p>${words.first.replace('{good}', escaped(good))}</p>
    <p>${words.second.replace('{broken}', escaped(broken))}</p>
  </details>
  <div id="which" role="group" aria-label="${words.show}">
    ${(['room', 'desk', 'phone'] as const).map((name) => `<button data-shows="${name}" aria-pressed="${name === 'desk'}">${words[name]}</button>`).join('\n    ')}
  </div>
</header>
<main data-shown="desk" data-facts="${escaped(facts)}">
  ${frame('room', `/?lang=${language}`)}
  ${frame('desk')}
  ${frame('phone')}
</main>
<script type="module">${SCRIPT}</script>
</html>
`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const STYLE = `
:root { color-scheme: light dark; font: 14px/1.5 var(--kt-font, system-ui, sans-serif); color: var(--kt-ink); background: var(--kt-ground); }
body { margin: 0; height: 100dvh; display: flex; flex-direction: column; }
header { display: grid; grid-template-columns: 1fr auto auto auto; align-items: center; gap: 4px 24px; padding: 12px 16px; }
h1 { font-size: 20px; line-height: 1.3; margin: 0; }
h2 { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); margin: 0; }
p { margin: 0; color: var(--kt-ink-soft); }
a { color: var(--kt-primary); }
.clock p { font-size: 13px; text-align: end; }
.clock strong { font-size: 24px; line-height: 1; font-variant-numeric: tabular-nums; color: var(--kt-ink); margin: 0 8px; }
#done { font-weight: 600; color: var(--kt-verified); }
#done:empty { display: none; }
details { grid-column: 1 / -1; font-size: 13px; }
summary { cursor: pointer; width: fit-content; }
button { font: inherit; border: 1px solid var(--kt-line-strong); background: var(--kt-surface); color: inherit; border-radius: 6px; padding: 6px 16px; cursor: pointer; }
button:disabled { opacity: .5; cursor: default; }
#add { background: var(--kt-primary); border-color: transparent; color: var(--kt-surface); }
button:focus-visible, a:focus-visible, summary:focus-visible { outline: 2px solid var(--kt-primary); outline-offset: 2px; }
#which { display: none; }
main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(240px, 3fr) minmax(480px, 7fr) minmax(320px, 390px); gap: 8px; padding: 0 8px 8px; position: relative; }
section { min-width: 0; min-height: 0; background: var(--kt-surface); border: 1px solid var(--kt-line); border-radius: 8px; overflow: hidden; }
iframe { display: block; width: 100%; height: 100%; border: 0; }
@media (max-width: 1079px) {
  header { grid-template-columns: 1fr auto; gap: 8px 16px; }
  header > div:first-child p { display: none; }
  .clock { grid-column: 1 / -1; grid-row: 2; }
  .clock p { text-align: start; }
  header a { grid-column: 2; grid-row: 1; }
  #add { grid-column: 1 / -1; grid-row: 4; }
  #which { display: flex; grid-column: 1 / -1; }
  #which button { flex: 1; padding: 8px; border-radius: 0; }
  #which button:first-child { border-radius: 6px 0 0 6px; }
  #which button:last-child { border-radius: 0 6px 6px 0; }
  #which [aria-pressed=true] { background: var(--kt-primary); border-color: var(--kt-primary); color: var(--kt-surface); }
  main { grid-template-columns: 1fr; }
  main[data-shown=room] > :not(#room), main[data-shown=desk] > :not(#desk), main[data-shown=phone] > :not(#phone) { display: none; }
}
`;

const SCRIPT = `
const main = document.querySelector('main');
const facts = JSON.parse(main.dataset.facts);
const at = (id) => document.getElementById(id);
const frame = (name) => at(name).querySelector('iframe');

// Tokens sign in once: they stay in no history.
const brought = new URLSearchParams(location.hash.slice(1));
history.replaceState(null, '', location.pathname + location.search);
const way = (name) => (/^[\\w-]+$/.test(brought.get(name) ?? '') ? '/enter#token=' + brought.get(name) : '/');
frame('desk').src = facts.console + way('console');
frame('phone').src = facts.app + way('app');

let began;
let ticking;
const text = (ms) => Math.floor(ms / 60000) + ':' + String(Math.floor(ms / 1000) % 60).padStart(2, '0');
const tick = () => { at('time').textContent = text(performance.now() - began); };
addEventListener('message', ({ origin, data }) => {
  if (origin !== new URL(facts.console).origin) return;
  if (data?.kaitong === 'signed-in') at('add').disabled = false; // before that its way would end at the sign-in
  if (data?.kaitong === 'adding') {
    began = performance.now();
    at('done').textContent = '';
    clearInterval(ticking);
    ticking = setInterval(tick, 250);
    tick();
  }
  if (data?.kaitong === 'activated' && ticking !== undefined) {
    clearInterval(ticking);
    ticking = undefined;
    tick();
    at('done').textContent = facts.done.replace('{time}', at('time').textContent);
  }
});

function show(name) {
  main.dataset.shown = name;
  for (const button of document.querySelectorAll('[data-shows]'))
    button.setAttribute('aria-pressed', String(button.dataset.shows === name));
}
for (const button of document.querySelectorAll('[data-shows]')) button.onclick = () => show(button.dataset.shows);
at('add').onclick = () => {
  show('desk');
  frame('desk').src = facts.console + facts.add;
};
at('acts').open = matchMedia('(min-width: 1080px)').matches;

// Where one of three is shown, the room says that it is its turn.
const roomTab = document.querySelector('[data-shows=room]');
new EventSource('/events').onmessage = ({ data }) => {
  const asked = JSON.parse(data).items.some(({ mayUpload, recording, state }) => mayUpload && !recording && state === 'online');
  roomTab.textContent = facts.room + (asked ? ' · ' + facts.wave : '');
};
`;

const hashed = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Runs this script and no other, and frames the room, the console and the app: nothing else, and it stands in no frame itself. */
export const stagePolicy = ({ console }: Stage): string =>
  [
    "default-src 'none'",
    `script-src ${hashed(SCRIPT)}`,
    `style-src 'self' ${hashed(STYLE)}`,
    "font-src 'self'",
    'img-src data:',
    "connect-src 'self'",
    `frame-src 'self' ${new URL(console).origin}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
