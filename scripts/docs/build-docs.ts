// The documentation as pages that a server hands out below /docs.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkCodes } from '@kaitong/contract/checks';
import { faults, isFaultCode } from '@kaitong/device/virtual';
import { apiDocument } from '@kaitong/server/openapi';
import { root } from '../command.ts';
import type { ApiDocument } from './api-pages.ts';
import { composeSite, documentsOf, type Site, searchIndexes } from './site.ts';

/** The whole documentation as it is in this commit. */
export function readSite(): Site {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const recordable = new Set(checkCodes.filter((code) => isFaultCode(code) && faults[code].flow === undefined));
  return composeSite({ api: apiDocument(version) as unknown as ApiDocument, recordable });
}

/** Writes `docs/` into the folder of the built pages, by the template that they were built with. */
export function buildDocs(folder: string): void {
  const template = path.join(folder, 'docs.html');
  const { pages, files } = readSite();
  const docs = path.join(folder, 'docs');
  for (const [name, text] of documentsOf(pages, readFileSync(template, 'utf8'))) write(path.join(docs, name), text);
  for (const [name, text] of searchIndexes(pages)) write(path.join(docs, 'files', name), text);
  for (const file of files) copyFileSync(path.join(root, file), path.join(docs, 'files', path.basename(file)));
  rmSync(template);
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
