import type { Language } from '@kaitong/contract';

/** How a page of the demonstration begins, in the platform's colours and fonts. */
export const pageHead = (language: Language, title: string, style: string): string => `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title} · Kaitong</title>
<link rel="stylesheet" href="/design.css">
<style>${style}</style>`;
