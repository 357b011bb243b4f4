// Plain DOM calls with textContent: what a camera says of itself is somebody's input. Widths go by the CSSOM, which the
// page's policy lets a script do.
export const SCRIPT = `
const room = document.getElementById('cameras');
const trouble = document.getElementById('trouble');
const cards = new Map();
const language = document.documentElement.lang;

function make(name, attributes = {}, ...children) {
  const node = Object.assign(document.createElement(name), attributes);
  node.append(...children);
  return node;
}

/** Replaces what is there only where it has changed: a reader's place and selection stay. */
function fillWith(node, key, makeChildren) {
  if (node.dataset.key === key) return;
  node.dataset.key = key;
  node.replaceChildren(...makeChildren());
}

const fill = (text, values) => text.replace(/\\{(\\w+)\\}/g, (whole, name) => values[name] ?? whole);

function card(view) {
  const at = '/cameras/' + view.name;
  const state = make('span', { className: 'state' });
  const video = make('video', { muted: true, autoplay: true, playsInline: true, hidden: true });
  video.setAttribute('aria-label', fill(words.picture.alt, { name: view.name }));
  const still = make('img', { alt: fill(words.picture.alt, { name: view.name }), hidden: true });
  const none = make('p', { textContent: words.picture.none });
  const how = make('p', { className: 'soft' });
  const problem = make('div', { className: 'problem', hidden: true });
  problem.setAttribute('role', 'status');
  const level = make('i');
  const now = make('u');
  const meter = make('div', { className: 'meter' }, level, make('b'), now);
  meter.setAttribute('aria-hidden', 'true');
  const peak = make('p', { className: 'soft' });
  const hint = make('p', { className: 'hint' });
  const motion = make('section', {}, make('h3', { textContent: words.motion.title }), meter, peak, hint);
  const by = make('p');
  const byNote = make('p', { className: 'soft' });
  const byProblem = make('div', { className: 'problem waits', hidden: true });
  const trigger = make('section', {}, make('h3', { textContent: words.onvif.title }), by, byNote, byProblem);
  trigger.setAttribute('role', 'status');
  const facts = make('dl');
  const verdict = make('p', { className: 'verdict' });
  verdict.setAttribute('role', 'status');
  const note = make('p', { className: 'soft' });
  const findings = make('ul');
  const look = make('button', { className: 'first', textContent: words.judge.look });
  const judge = make('section', {},
    make('h3', { textContent: words.judge.title }),
    make('p', { className: 'soft', textContent: words.judge.about }),
    verdict, note, findings, make('div', { className: 'row' }, look));
  const id = make('p', { className: 'id' });
  const device = make('p', { className: 'soft' });
  const asked = make('p', { className: 'soft' });
  asked.setAttribute('role', 'status');
  const text = make('textarea', { rows: 3 });
  text.setAttribute('aria-label', words.pairing.text);
  const pair = make('button', { textContent: words.pairing.pair });
  const said = make('p', { className: 'soft' });
  said.setAttribute('role', 'status');
  const form = make('div', {}, text, make('div', { className: 'row' }, pair));
  const copy = make('button', { textContent: words.pairing.copy });
  const hook = make('button', { textContent: words.pairing.trigger });
  const buttons = make('div', { className: 'row' }, hook, copy);
  const news = make('ul', { className: 'news' });
  const node = make('article', {},
    make('h2', {}, view.name, state),
    make('div', { className: 'seen' }, make('div', { className: 'lens' }, video, still, none), how, problem, motion, trigger, judge),
    make('div', { className: 'told' },
      make('section', {}, make('h3', { textContent: words.facts.title }), facts),
      make('section', {}, make('h3', { textContent: words.pairing.title }), device, id, asked, form, said, buttons),
      make('section', {}, make('h3', { textContent: words.news.title }), news)));
  const entry = { view, node, at, state, video, still, none, how, problem, level, now, meter, peak, hint, motion, by, byNote, byProblem, facts, verdict, note,
    findings, look, judge, id, device, asked, form, pair, said, copy, hook, buttons, news };
  look.onclick = () => fetch(at + '/look', { method: 'POST' });
  pair.onclick = async () => {
    pair.disabled = true;
    said.textContent = words.pairing.pairing;
    const answer = await fetch(at + '/pair?lang=' + language, { method: 'POST', body: text.value }).catch(() => undefined);
    if (answer?.ok) text.value = '';
    said.textContent = !answer ? words.noAnswer : answer.ok ? words.pairing.paired : (await answer.json()).title;
    pair.disabled = false;
  };
  hook.onclick = async () => {
    const answer = await fetch(at + '/trigger', { method: 'POST' }).catch(() => undefined);
    said.textContent = !answer ? words.noAnswer : answer.ok ? words.pairing.triggered : words.pairing.unseen[(await answer.json()).because];
  };
  copy.onclick = async () => {
    await navigator.clipboard.writeText(entry.view.device.deviceId);
    copy.textContent = words.pairing.copied;
    setTimeout(() => { copy.textContent = words.pairing.copy; }, 1500);
  };
  still.onload = () => { still.hidden = false; none.hidden = true; };
  still.onerror = () => { still.hidden = true; none.hidden = false; };
  room.append(node);
  return entry;
}

const canPlay = (mime) => 'MediaSource' in window && MediaSource.isTypeSupported(mime);

/** What is shown belongs to one connection to the camera; with the next one it begins anew. */
function showPicture(entry) {
  const { picture } = entry.view;
  const key = picture && picture.mime !== null ? picture.connection + picture.mime : '';
  if (entry.shown === key) return;
  entry.shown = key;
  entry.playing?.abort();
  clearInterval(entry.stills);
  entry.video.hidden = true;
  entry.still.hidden = true;
  entry.none.hidden = false;
  entry.how.textContent = '';
  if (key === '') return;
  if (canPlay(picture.mime)) void play(entry, picture);
  else showStills(entry, picture);
}

function showStills(entry, { codec }) {
  entry.video.hidden = true;
  entry.how.textContent = fill(words.picture.stills, { codec });
  const next = () => {
    if (!document.hidden) entry.still.src = entry.at + '/picture.jpg?' + Math.round(performance.now());
  };
  next();
  entry.stills = setInterval(next, 1000);
}

async function play(entry, picture) {
  const { video } = entry;
  const playing = new AbortController();
  entry.playing = playing;
  const source = new MediaSource();
  video.src = URL.createObjectURL(source);
  try {
    await new Promise((resolve) => { source.onsourceopen = resolve; });
    URL.revokeObjectURL(video.src);
    const buffer = source.addSourceBuffer(picture.mime);
    const answer = await fetch(entry.at + '/live.mp4', { signal: playing.signal });
    const reader = answer.body.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      buffer.appendBuffer(read.value);
      await new Promise((resolve, reject) => { buffer.onupdateend = resolve; buffer.onerror = reject; });
      if (video.buffered.length === 0) continue;
      const end = video.buffered.end(video.buffered.length - 1);
      video.hidden = false;
      entry.none.hidden = true;
      entry.how.textContent = words.picture.live;
      // Whoever comes back to the page sees what is, not what was.
      if (end - video.currentTime > 12) video.currentTime = Math.max(video.buffered.start(0), end - 4);
      if (video.paused) video.play().catch(() => undefined);
      if (video.currentTime - video.buffered.start(0) > 30 && !buffer.updating) {
        buffer.remove(0, video.currentTime - 10);
        await new Promise((resolve) => { buffer.onupdateend = resolve; });
      }
    }
    entry.shown = undefined; // it was too far behind, or the connection is gone
  } catch {
    if (!playing.signal.aborted) showStills(entry, picture);
  }
}

const showProblem = (node, problem) => fillWith(node, JSON.stringify(problem), () =>
  [make('strong', { textContent: problem.title }), make('p', { textContent: problem.fix + ' ' + problem.next })]);

function show(entry, view) {
  entry.view = view;
  const { stream, motion, trigger, judge, device } = view;
  entry.state.className = 'state ' + stream.is;
  entry.state.textContent = stream.title;
  entry.problem.hidden = !stream.problem;
  if (stream.problem) showProblem(entry.problem, stream.problem);
  showPicture(entry);
  fillWith(entry.facts, JSON.stringify(view.facts), () => view.facts.flatMap(({ name, value, warns }) =>
    [make('dt', { textContent: name }), make('dd', { textContent: value, className: warns ? 'warns' : '' })]));
  entry.motion.hidden = !motion;
  if (motion) {
    // The limit stands at a quarter of the bar: what is far above it needs no measuring.
    const share = (value) => Math.min(100, (value / (4 * motion.limit)) * 100) + '%';
    entry.meter.className = 'meter ' + motion.is;
    entry.level.style.width = share(motion.peak);
    entry.now.style.left = share(motion.now);
    entry.meter.querySelector('b').style.left = share(motion.limit);
    entry.peak.textContent = fill(words.motion.now, motion) + ' · ' + fill(words.motion.limit, motion);
    entry.hint.className = 'hint ' + motion.is;
    entry.hint.textContent = words.motion.is[motion.is];
  }
  entry.by.textContent = trigger.text;
  entry.byNote.textContent = trigger.note;
  entry.byProblem.hidden = !trigger.problem;
  if (trigger.problem) showProblem(entry.byProblem, trigger.problem);
  entry.look.disabled = !judge.may;
  entry.look.textContent = judge.state === 'judged' ? words.judge.again : words.judge.look;
  entry.verdict.className = 'verdict ' + judge.outcome;
  entry.verdict.textContent = judge.title;
  entry.note.textContent = judge.state === 'judged' ? judge.note + ' · ' + words.judge.notSeen : '';
  fillWith(entry.findings, JSON.stringify(judge.findings) + judge.state, () =>
    judge.state === 'judged' && judge.findings.length === 0
      ? [make('li', { className: 'soft', textContent: words.judge.noFindings })]
      : judge.findings.map((found) => make('li', { className: 'finding ' + found.severity },
        make('h4', {}, (found.severity === 'error' ? words.judge.error : words.judge.warning) + ': ' + found.title),
        make('code', { textContent: found.code }),
        make('p', { textContent: found.sentence }),
        make('p', { className: 'soft', textContent: words.judge.cause + found.cause }),
        make('p', { textContent: words.judge.fix + found.fix }))));
  entry.id.textContent = device.deviceId ?? '';
  entry.id.hidden = device.deviceId === null;
  entry.device.textContent = device.deviceId !== null ? device.stateText : device.mayPair ? words.pairing.unpaired : words.pairing.noLicence;
  entry.asked.className = device.asked ? 'asked' : 'soft';
  entry.asked.textContent = device.note;
  entry.form.hidden = !device.mayPair;
  entry.buttons.hidden = device.deviceId === null;
  entry.hook.disabled = device.recording || device.state !== 'online';
  fillWith(entry.news, JSON.stringify(view.news), () => view.news.length === 0
    ? [make('li', { className: 'soft', textContent: words.news.none })]
    : view.news.map(({ at, text }) => make('li', {},
      make('time', { textContent: new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(at) }), make('span', { textContent: text }))));
}

const events = new EventSource('/events?lang=' + language);
events.onopen = () => { trouble.hidden = true; };
events.onerror = () => { trouble.hidden = false; };
events.onmessage = ({ data }) => {
  for (const view of JSON.parse(data).cameras) {
    if (!cards.has(view.name)) cards.set(view.name, card(view));
    show(cards.get(view.name), view);
  }
};
`;
