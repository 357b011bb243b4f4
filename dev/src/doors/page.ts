import { createHash } from 'node:crypto';
import type { Language } from '@kaitong/contract';
import { demoRegions } from '../demo/cast.ts';
import { pageHead } from '../room/page-head.ts';
import { texts } from './texts.ts';

/** Where the doors lead. */
export type Doors = {
  /** Of the console and the API. */
  url: string;
  roomUrl: string;
  apiKey: string;
  withStage: boolean;
};

/** What the page says besides, after a click. */
export type Said = 'nothing' | 'api-key' | 'no-link';

/** The start page: a button a door, and nothing that runs in the browser. */
export function page(language: Language, { url, roomUrl, apiKey, withStage }: Doors, said: Said = 'nothing'): string {
  const words = texts[language];
  const other: Language = language === 'en' ? 'zh-CN' : 'en';
  const enter = (where: string, label: string): string =>
    `<form method="post" action="/enter/${where}?lang=${language}" target="_blank"><button>${label}</button></form>`;
  const key = `<p>${words.api.key}</p>
    <pre tabindex="0">export KAITONG_API_KEY=${apiKey}</pre>
    <p>${words.api.call}</p>
    <pre tabindex="0">curl -H "Authorization: Bearer $KAITONG_API_KEY" ${url}/api/v1/products</pre>`;
  const showKey = `<form method="post" action="/api-key?lang=${language}#api"><button>${words.api.enter}</button></form>`;
  const stage = `<section class="stage">
  <h2>${words.stage.title}</h2>
  <p>${words.stage.text}</p>
  ${enter('stage', words.stage.enter)}
</section>`;
  return `${pageHead(language, words.title, STYLE)}
<header>
  <p class="mark">开通 Kaitong</p>
  <a href="/?lang=${other}" lang="${other}">${other === 'en' ? 'English' : '简体中文'}</a>
  <h1>${words.title}</h1>
  <p>${words.intro}</p>
</header>
${said === 'no-link' ? `<p class="trouble" role="alert">${words.noLink}</p>` : ''}
<main>
  ${withStage ? stage : ''}
  <section id="maker">
    <h2>${words.maker.title}</h2>
    <p>${words.maker.text}</p>
    ${enter('console', words.maker.enter)}
    <p>${words.maker.next}</p>
  </section>
  <section>
    <h2>${words.owner.title}</h2>
    <p>${words.owner.text}</p>
    ${demoRegions.map((region) => enter(region, words.owner.enter[region])).join('\n    ')}
  </section>
  <section>
    <h2>${words.room.title}</h2>
    <p>${words.room.text}</p>
    <a class="button" href="${roomUrl}/?lang=${language}" target="_blank" rel="noopener">${words.room.enter}</a>
  </section>
  <section id="api">
    <h2>${words.api.title}</h2>
    <p>${words.api.text}</p>
    ${said === 'api-key' ? key : showKey}
    <p><a href="${url}/openapi.json">${words.api.all}</a></p>
  </section>
</main>
<footer>
  <p><a href="${url}/docs/${language}/">${words.docs}</a></p>
  <p>${words.newTab}</p>
</footer>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 var(--kt-font, system-ui, sans-serif); color: var(--kt-ink); background: var(--kt-ground); }
body { margin: 0 auto; max-width: 960px; padding: 24px 16px; }
header { display: grid; grid-template-columns: 1fr auto; align-items: baseline; gap: 0 16px; }
header .mark { margin: 0; font-weight: 600; }
h1 { font-size: 28px; line-height: 1.3; margin: 24px 0 8px; grid-column: 1 / -1; }
header p:last-child { grid-column: 1 / -1; margin: 0 0 24px; max-width: 72ch; color: var(--kt-ink-soft); }
a { color: var(--kt-primary); }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); gap: 16px; }
section { background: var(--kt-surface); border: 1px solid var(--kt-line); border-radius: 8px; padding: 20px; display: flex; flex-direction: column; gap: 12px; align-items: flex-start; min-width: 0; }
h2 { font-size: 20px; line-height: 1.3; margin: 0; }
section p, footer p { margin: 0; color: var(--kt-ink-soft); }
section.stage { grid-column: 1 / -1; }
footer { margin-top: 16px; }
form { margin: 0; max-width: 100%; }
button, .button { display: inline-block; box-sizing: border-box; font: inherit; text-align: start; text-decoration: none; border: 1px solid var(--kt-line-strong); background: var(--kt-surface); color: var(--kt-primary); border-radius: 6px; padding: 8px 16px; cursor: pointer; }
#maker button { background: var(--kt-primary); border-color: transparent; color: var(--kt-surface); }
button:focus-visible, a:focus-visible, pre:focus-visible { outline: 2px solid var(--kt-primary); outline-offset: 2px; }
pre { margin: 0; max-width: 100%; box-sizing: border-box; overflow-x: auto; padding: 8px 12px; border-radius: 6px; background: var(--kt-ground); border: 1px solid var(--kt-line); font: 13px/1.6 var(--kt-mono, monospace); white-space: pre-wrap; overflow-wrap: anywhere; }
.trouble { background: var(--kt-refused-soft); border: 1px solid var(--kt-refused); border-radius: 8px; padding: 8px 12px; }
`;

/** For the page's policy: this style and no other. */
export const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
