import type { Language } from '@kaitong/contract';
import { pageHead } from './page-head.ts';
import { texts } from './texts.ts';

/** The room's page: every camera's live picture, its state and a hand to wave with. `/events` tells what the cameras are at. */
export function page(language: Language): string {
  const words = texts[language];
  const other: Language = language === 'en' ? 'zh-CN' : 'en';
  const catalogue = JSON.stringify(words).replaceAll('<', '\\u003c');
  return `${pageHead(language, words.title, STYLE)}
<header>
  <h1>${words.title}</h1>
  <a href="?lang=${other}" lang="${other}">${other === 'en' ? 'English' : '简体中文'}</a>
  <p>${words.intro}</p>
</header>
<p id="trouble" role="alert" hidden>${words.noAnswer}</p>
<main id="cameras"></main>
<script type="module">const words = ${catalogue};
${SCRIPT}</script>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 var(--kt-font, system-ui, sans-serif); color: var(--kt-ink); background: var(--kt-ground); }
[hidden] { display: none !important; }
body { margin: 0 auto; max-width: 1200px; padding: 16px; }
header { display: grid; grid-template-columns: 1fr auto; align-items: baseline; gap: 0 16px; }
h1 { font-size: 22px; margin: 0; }
header p { grid-column: 1 / -1; margin: 4px 0 16px; color: var(--kt-ink-soft); }
a { color: var(--kt-primary); }
#trouble { background: var(--kt-refused-soft); border: 1px solid var(--kt-refused); border-radius: 8px; padding: 8px 12px; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr)); gap: 16px; }
article { background: var(--kt-surface); border-radius: 8px; overflow: hidden; display: flex; flex-direction: column; border: 1px solid var(--kt-line); }
article.asked { border-color: var(--kt-primary); box-shadow: 0 0 0 1px var(--kt-primary); }
.lens { aspect-ratio: 16 / 9; background: #141414; position: relative; }
.lens img { width: 100%; height: 100%; display: block; object-fit: cover; }
.state { position: absolute; top: 8px; right: 8px; background: rgba(0, 0, 0, .75); color: #fff; border-radius: 4px; padding: 0 8px; font-size: 13px; }
.about { flex: 1; padding: 12px; display: flex; flex-direction: column; gap: 4px; }
h2 { font-size: 16px; margin: 0; overflow-wrap: anywhere; }
.about p { margin: 0; color: var(--kt-ink-soft); font-size: 13px; overflow-wrap: anywhere; }
.about .asked { color: var(--kt-primary); }
.id { font-family: var(--kt-mono, monospace); }
button { font: inherit; border: 1px solid var(--kt-line-strong); background: var(--kt-surface); border-radius: 6px; padding: 6px 16px; cursor: pointer; color: inherit; }
button.wave { background: var(--kt-primary); border-color: transparent; color: var(--kt-surface); }
button:disabled { background: var(--kt-ground); border-color: var(--kt-line); color: var(--kt-ink-soft); cursor: default; }
button:focus-visible, textarea:focus-visible, a:focus-visible { outline: 2px solid var(--kt-primary); outline-offset: 2px; }
.row { display: flex; gap: 8px; flex-wrap: wrap; margin-top: auto; padding-top: 4px; }
textarea { width: 100%; box-sizing: border-box; font: 12px var(--kt-mono, monospace); color: inherit; background: var(--kt-surface); border: 1px solid var(--kt-line-strong); border-radius: 6px; }
`;

// Plain DOM calls with textContent: a product's name is somebody's input.
const SCRIPT = `
const room = document.getElementById('cameras');
const trouble = document.getElementById('trouble');
const cards = new Map();

function make(name, attributes = {}, ...children) {
  const node = Object.assign(document.createElement(name), attributes);
  node.append(...children);
  return node;
}

function card(camera) {
  const picture = make('img', { alt: camera.product, hidden: true });
  const state = make('span', { className: 'state' });
  const wave = make('button', { className: 'wave', textContent: words.wave });
  const copy = make('button', { textContent: words.copy });
  const id = make('p', { className: 'id' });
  const note = make('p');
  note.setAttribute('role', 'status');
  const text = make('textarea', { rows: 3 });
  text.setAttribute('aria-label', words.pairingText);
  const pair = make('button', { textContent: words.pair });
  const pairing = make('div', {}, make('p', { textContent: words.unpairedHelp }), text, make('div', { className: 'row' }, pair));
  const fix = make('button', { textContent: words.fix });
  const about = make('p');
  const where = make('p');
  const buttons = make('div', { className: 'row' }, wave, fix, copy);
  const node = make('article', {},
    make('div', { className: 'lens' }, picture, state),
    make('div', { className: 'about' },
      make('h2', { textContent: camera.product || camera.behaviour }),
      about, where,
      id, note, buttons, pairing));
  const entry = { camera, node, picture, state, wave, copy, fix, about, where, id, note, pairing, buttons, shownAt: 0 };
  wave.onclick = () => fetch('/cameras/' + entry.camera.deviceId + '/wave', { method: 'POST' });
  fix.onclick = async () => {
    fix.disabled = true;
    fix.textContent = words.fixing;
    await fetch('/cameras/' + entry.camera.deviceId + '/fix', { method: 'POST' }).catch(() => undefined);
    fix.textContent = words.fix;
    fix.disabled = false;
  };
  copy.onclick = async () => {
    await navigator.clipboard.writeText(entry.camera.deviceId);
    copy.textContent = words.copied;
    setTimeout(() => { copy.textContent = words.copy; }, 1500);
  };
  pair.onclick = async () => {
    const answer = await fetch('/units/' + entry.camera.uuid + '/pair', { method: 'POST', body: text.value });
    if (answer.ok) text.value = '';
  };
  picture.onload = () => { picture.hidden = false; };
  picture.onerror = () => { picture.hidden = true; };
  room.append(node);
  return entry;
}

function show(entry, camera) {
  entry.camera = camera;
  const { lastEvent } = camera;
  const asked = camera.mayUpload && !camera.recording && camera.state === 'online';
  if (asked && !entry.node.className && parent !== window) entry.node.scrollIntoView({ block: 'nearest' });
  entry.node.className = asked ? 'asked' : '';
  entry.state.textContent = words.states[camera.state];
  entry.about.textContent = camera.fixed && isLit(camera) ? words.fixed.replace('{firmware}', camera.firmware) : words.behaviours[camera.behaviour];
  entry.where.textContent = words.region + ' ' + camera.region + ' · ' + words.firmware + ' ' + camera.firmware;
  entry.fix.hidden = !camera.fixable && entry.fix.textContent === words.fix;
  entry.id.textContent = camera.deviceId ?? '';
  entry.wave.textContent = camera.recording ? words.waving : words.wave;
  entry.wave.disabled = camera.recording || !['online', 'dormant'].includes(camera.state);
  entry.pairing.hidden = camera.state !== 'unpaired';
  entry.buttons.hidden = camera.state === 'unpaired';
  entry.note.className = asked ? 'asked' : '';
  entry.note.textContent = asked ? words.mayUpload
    : camera.problem ? camera.problem.title
    : !lastEvent ? (camera.mayRecord ? words.mayRecord : '')
    : lastEvent.uploaded ? words.uploaded.replace('{event}', lastEvent.eventId)
    : lastEvent.problem.code === 'subscription_missing' ? words.tooEarly
    : words.notUploaded.replace('{problem}', lastEvent.problem.title);
  if (!isLit(camera)) entry.picture.hidden = true;
}

const isLit = ({ state }) => ['online', 'dormant'].includes(state);

const events = new EventSource('/events?lang=' + document.documentElement.lang);
events.onopen = () => { trouble.hidden = true; };
events.onerror = () => { trouble.hidden = false; };
events.onmessage = ({ data }) => {
  for (const camera of JSON.parse(data).items) {
    if (!cards.has(camera.uuid)) cards.set(camera.uuid, card(camera));
    show(cards.get(camera.uuid), camera);
  }
};

// Drawing costs time on the machine that also judges: often while somebody waves, seldom otherwise, never unseen.
setInterval(() => {
  if (document.hidden) return;
  const now = performance.now();
  for (const entry of cards.values()) {
    if (!isLit(entry.camera) || now - entry.shownAt < (entry.camera.recording ? 240 : 1900)) continue;
    entry.shownAt = now;
    entry.picture.src = '/cameras/' + entry.camera.deviceId + '/picture.jpg?' + Math.round(now);
  }
}, 250);
`;
