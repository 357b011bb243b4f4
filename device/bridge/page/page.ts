import { createHash } from 'node:crypto';
import type { Language } from '@kaitong/contract';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import { texts } from './texts.ts';

/** The page, and the policy under which nothing runs but its own script. */
export function page(language: Language): { body: string; policy: string } {
  const words = texts[language];
  const other: Language = language === 'en' ? 'zh-CN' : 'en';
  const script = `const words = ${JSON.stringify(words).replaceAll('<', '\\u003c')};\n${SCRIPT}`;
  const body = `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${words.title} · Kaitong</title>
<style>${STYLE}</style>
<header>
  <h1>${words.title}</h1>
  <a href="?lang=${other}" lang="${other}">${other === 'en' ? 'English' : '简体中文'}</a>
  <p>${words.intro}</p>
</header>
<p id="trouble" role="alert" hidden>${words.noAnswer}</p>
<main id="cameras"></main>
<script type="module">${script}</script>
</html>
`;
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(STYLE)}`,
    "img-src 'self' data:",
    'media-src blob:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return { body, policy };
}

/** For the page's policy: this text and no other. */
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
