import { maker, type Reply, submissionFilePath } from '@kaitong/contract';
import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { overflowing } from '../../../testing/lists.ts';
import { sample } from '../../../testing/sample.ts';
import { openConsole } from '../../testing/open.tsx';
import { en } from '../../texts/en.ts';

const home = sample(maker.getProductHome.reply);
const product = { ...home.product, role: 'owner' as const };
const HASH = 'a'.repeat(64);
const manifest: Reply<typeof maker.getSubmission> = {
  ...{ version: 1, issuer: 'https://cloud.example.com', pid: product.pid, productName: 'SC002' },
  ...{ applicationId: 'ap0123456789abcdefgh', certificateSha256: HASH, sample: 'bridge' },
  firmware: { version: '2.3.0', sha256: null, release: null },
  extendedTest: null,
  waivers: [],
  sbom: null,
  files: [{ name: 'certificate.jws', bytes: 900, sha256: HASH }],
};

test('what goes along and what is lacking is said before; the SBOM goes as it is, and a refusal leaves the dialogue open', async () => {
  await page.viewport(390, 844);
  await openConsole(`/products/${product.pid}`, {
    getProductHome: () => ({ ...home, product }),
    getSubmission: () => manifest,
  });
  const sent: string[] = [];
  const others = window.fetch;
  vi.spyOn(window, 'fetch').mockImplementation(async (input, init) => {
    if (input !== submissionFilePath(product.pid)) return await others(input, init);
    sent.push(init?.body instanceof Blob ? await init.body.text() : '');
    const problem = { type: 'about:blank', title: 'x', status: 422, code: 'sbom_refused' };
    return new Response(JSON.stringify(problem), { status: 422 });
  });
  await page.getByRole('button', { name: en.submission.make }).click();
  const dialog = page.getByRole('dialog');
  for (const said of [en.submission.noTest, en.submission.noRelease, en.submission.samples.bridge])
    await expect.element(dialog.getByText(said)).toBeVisible();
  expect(overflowing()).toEqual([]);
  await userEvent.upload(dialog.getByLabelText(en.submission.sbom), new File(['{"a":1}'], 'x.json'));
  await dialog.getByRole('button', { name: en.submission.download }).click();
  await expect.element(dialog.getByText('sbom_refused', { exact: false })).toBeVisible();
  expect(sent).toEqual(['{"a":1}']);
});

test('who only looks is offered none', async () => {
  await openConsole(`/products/${product.pid}`, {
    getProductHome: () => ({ ...home, product: { ...product, role: 'viewer' } }),
  });
  await expect.element(page.getByText(en.listing.title)).toBeVisible();
  expect(page.getByText(en.submission.title).elements()).toEqual([]);
});
