// A maker makes a submission package at the console, and whoever is handed it checks it without a network.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main } from '@kaitong/client/cli';
import { certificateKeysPath, revocationsPath } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { look } from './look.ts';
import { openPages, type Pages } from './pages.ts';
import { openConsole } from './people.ts';

let pages: Pages;
let folder: string;
beforeAll(async () => {
  pages = await openPages();
  folder = await mkdtemp(path.join(tmpdir(), 'kaitong-package-'));
});
afterAll(async () => {
  await pages?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const WORDS = {
  'zh-CN': { make: '生成送检包', sbom: 'SBOM（可选）', download: '下载送检包' },
  en: { make: 'Make a package', sbom: 'SBOM (optional)', download: 'Download the package' },
};

test.each(['zh-CN', 'en'] as const)(
  'what a maker downloads, a test house checks with nothing but the published keys and list: %s',
  async (language) => {
    const { rig, browser } = pages;
    const words = WORDS[language];
    const unit = await rig.unit();
    await unit.camera();
    const { application } = await rig.maker.activate(unit.deviceId);
    const maker = await openConsole(browser, rig, rig.maker.login, language);
    await maker.goto(`${rig.url}/products/${application.pid}`);
    await maker.getByRole('button', { name: words.make }).click();
    const dialog = maker.getByRole('dialog');
    const sbom = { name: 'bom.json', mimeType: 'application/json' };
    const says = '{"bomFormat":"CycloneDX","specVersion":"1.6"}';
    await dialog.getByLabel(words.sbom).setInputFiles({ ...sbom, buffer: Buffer.from('{"bomFormat":"Other"}') });
    await look(maker, `submission-${language}`);
    await dialog.getByRole('button', { name: words.download }).click();
    await dialog.getByText('sbom_refused').waitFor();
    await look(maker, `submission-refused-${language}`);
    await dialog.getByLabel(words.sbom).setInputFiles({ ...sbom, buffer: Buffer.from(says) });
    const coming = maker.waitForEvent('download');
    await dialog.getByRole('button', { name: words.download }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toBe(`kaitong-${application.pid}-${application.firmware}.tar`);
    const file = path.join(folder, `${language}.tar`);
    await download.saveAs(file);
    await dialog.waitFor({ state: 'detached' });
    await look(maker, `product-submission-${language}`);

    const [keys = '', list = ''] = await Promise.all(
      [certificateKeysPath, revocationsPath].map(async (of, n) => {
        const kept = path.join(folder, `${language}-${n}.json`);
        await writeFile(kept, await (await fetch(rig.url + of)).text());
        return kept;
      }),
    );
    const lines: string[] = [];
    const output = { line: (text: string) => void lines.push(text), error: (text: string) => void lines.push(text) };
    const args = ['certificate', 'verify', file, '--keys', keys, '--revocations', list, '--json'];
    expect([await main(args, { LANG: 'en' }, output), JSON.parse(lines.join(''))]).toMatchObject([
      0,
      { ok: true, submission: { pid: application.pid, sbom: { format: 'cyclonedx', version: '1.6' } } },
    ]);
    await maker.context().close();
    expect(rig.errors).toEqual([]);
  },
);
