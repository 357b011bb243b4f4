// The layout rules of ARCHITECTURE.md. A rule that fails names the file, and the comment beside the rule its reason.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { listSourceFiles, packageOf, type SourceFile } from './source-files.ts';

const all = listSourceFiles();
const code = all.filter(({ name }) => /\.(ts|tsx|mjs)$/.test(name));
const product = code.filter((file) => !file.isTest && file.package !== '' && file.package !== 'scripts');

/** `file → import` for every import of these files that is not allowed; a passing rule gives none. */
function offences(files: SourceFile[], isAllowed: (target: string, file: SourceFile) => boolean): string[] {
  return files.flatMap((file) =>
    file.imports.filter((target) => !isAllowed(target, file)).map((target) => `${file.name} → ${target}`),
  );
}

const inFolder = (folder: string) => product.filter(({ name }) => name.startsWith(`${folder}/`));
const isOwnFile = (target: string, file: SourceFile) => target.startsWith(`${file.package}/`);
/** `contract` for `@kaitong/contract` and `@kaitong/contract/checks`, undefined for anything that is not ours. */
const ourPackage = (target: string) => /^@kaitong\/([^/]+)/.exec(target)?.[1];

/** Folder → the packages of ours that it may use besides its own files. The longest folder that fits counts. */
const MAY_USE: Record<string, string[]> = {
  contract: [],
  core: ['contract'],
  media: ['contract'],
  judge: ['contract', 'media'],
  server: ['contract', 'core', 'judge', 'media'],
  device: ['contract'], // a camera maker takes the SDK without our readers and encoders
  'device/virtual': ['contract', 'device', 'media'],
  client: ['contract'], // what a browser loads
  'client/src/cli': ['contract', 'client', 'judge'],
  web: ['client', 'contract'],
  dev: ['contract', 'core', 'media', 'judge', 'server', 'device', 'client', 'web'],
};

function mayUse(name: string): string[] {
  const fitting = Object.keys(MAY_USE).filter((folder) => name.startsWith(`${folder}/`) || name === `${folder}.ts`);
  return MAY_USE[fitting.sort((a, b) => b.length - a.length)[0] ?? ''] ?? [];
}

test('packages use each other only along the arrows of the layout', () => {
  const found = offences(product, (target, { name }) => {
    const used = ourPackage(target);
    return used === undefined || mayUse(name).includes(used);
  });
  expect(found).toEqual([]);
});

test('a package is entered by its name, never by a path into its folder', () => {
  const isPath = (target: string) => Object.hasOwn(MAY_USE, target.split('/')[0] ?? '');
  // The commands in */bin start before anything is installed, so they may take the set-up's files.
  const found = offences(code, (target, file) => isOwnFile(target, file) || !isPath(target));
  expect(found).toEqual([]);
});

test('contract imports only the schema library', () => {
  expect(
    offences(inFolder('contract'), (target, file) => isOwnFile(target, file) || packageOf(target) === 'zod'),
  ).toEqual([]);
});

test('core and media import only contract: no library, no Node module', () => {
  const files = [...inFolder('core'), ...inFolder('media')];
  expect(offences(files, (target, file) => isOwnFile(target, file) || ourPackage(target) === 'contract')).toEqual([]);
});

test('technology is named only where it is put to work', () => {
  const TECHNOLOGY =
    /^(pg|pg-boss|pg-copy-streams|mqtt|aedes|fastify|@fastify\/.*|fastify-.*|aws4fetch|@aws-sdk\/.*|@smithy\/.*)$/;
  const AT_WORK = /^server\/src\/((store|broker|http|objects|jobs)\/|context\.ts$)/;
  const isTechnology = (target: string) => TECHNOLOGY.test(packageOf(target) ?? '');
  const found = offences(product, (target, { name, package: folder }) => {
    if (folder === 'device' && packageOf(target) === 'mqtt') return true; // a camera is an MQTT client
    return AT_WORK.test(name) || !isTechnology(target);
  });
  expect(found).toEqual([]);
});

test('the control plane and the regions know each other only through the contract', () => {
  const control = offences(inFolder('server/src/control'), (target) => !target.startsWith('server/src/region/'));
  const region = offences(inFolder('server/src/region'), (target) => !target.startsWith('server/src/control/'));
  expect([...control, ...region]).toEqual([]);
});

test('the server reads no environment: whoever starts it does, by the one schema of its settings', () => {
  const readers = inFolder('server').filter(({ text }) => /process\.env\b/.test(text));
  expect(readers.map(({ name }) => name)).toEqual([]);
});

test('the sandbox payment provider and its merchants know of each other what a handbook would say, and no more', () => {
  const ROOM = 'server/src/sandbox-provider/';
  const provider = offences(
    inFolder('server/src/sandbox-provider'),
    (target) => !/^server\/src\/(region|control)\//.test(target),
  );
  const merchants = [...inFolder('server/src/control'), ...inFolder('server/src/region')];
  const merchant = offences(merchants, (target) => !target.startsWith(ROOM) || target === `${ROOM}protocol.ts`);
  expect([...provider, ...merchant]).toEqual([]);
});

test('web, and what it loads of client, take nothing of Node, and client only by its API entry', () => {
  const api = inFolder('client/src').filter(({ name }) => !/^client\/src\/cli[./]/.test(name));
  const isForBrowsers = (target: string) => !target.startsWith('node:') && !target.startsWith('@kaitong/client/');
  expect(offences([...inFolder('web/src'), ...api], isForBrowsers)).toEqual([]);
});

/** Room of web/src → the rooms that it may use besides itself. The three entries know nothing of each other. */
const WEB_ROOMS: Record<string, string[]> = {
  ui: ['i18n'],
  i18n: [],
  api: ['i18n'],
  desk: ['ui', 'i18n', 'api'], // what makers' and operators' pages share; antd, which the app does without
  console: ['desk', 'ui', 'i18n', 'api'],
  operator: ['desk', 'ui', 'i18n', 'api'],
  app: ['ui', 'i18n', 'api'],
};

test('console, operator and app share only the rooms below them', () => {
  const roomOf = (name: string) => /^web\/src\/([^/]+)\//.exec(name)?.[1];
  const found = offences(inFolder('web/src'), (target, { name }) => {
    const [from = '', to] = [roomOf(name), roomOf(target)];
    return to === undefined || to === from || WEB_ROOMS[from]?.includes(to) === true;
  });
  expect(found).toEqual([]);
});

test('what only tests use does not reach the product', () => {
  const testOnly = new Set(all.filter(({ isTest }) => isTest).map(({ name }) => name));
  const TOOLS = /^(vitest|fast-check|playwright-core|@axe-core\/.*|@sparticuz\/.*)(\/|$)/;
  const files = product.filter((file) => file.package !== 'dev');
  expect(offences(files, (target) => !TOOLS.test(target) && !testOnly.has(target))).toEqual([]);
});

/** What a maker's port of the SDK replaces or is told by: each has a use in a camera that works as it should. */
const SDK_SEAMS: Record<string, string[]> = {
  DeviceOptions: [
    ...['credentials', 'firmware', 'firmwareSha256', 'features', 'settings', 'hooks', 'giveUpAfter'],
    ...['storage', 'spool', 'clock', 'fetch', 'region', 'connect', 'seal', 'random'], // the ports
  ],
  DeviceHooks: [
    ...['onState', 'onRecordingGrant', 'onGrant', 'onRevoke', 'onProbe', 'onSimulate', 'onSettings', 'onUnpaired'],
  ],
  EventRequest: ['type', 'declaration', 'startedAt', 'preRecordMs', 'deviceEventId', 'probeId', 'nonce'],
  RecordingRequest: ['type', 'declaration', 'happenedAt', 'preRecordMs'],
};

// A maker copies the SDK, and a way to be broken with it. A camera is broken from outside: device/virtual/faults gives it
// ports that do something wrong.
test('the SDK of a camera knows no fault: no word of one, no code, no seam that only a broken camera uses', () => {
  const sdk = code.filter(({ name }) => name.startsWith('device/src/'));
  const faults = code.filter(({ name }) => name.startsWith('device/virtual/'));
  expect(sdk.length).toBeGreaterThan(20);
  expect(offences(sdk, (target) => !/(^|\/)virtual(\/|$)/.test(target))).toEqual([]);

  const WORDS = /(?<!de)fault|misbehav|sabotag|malfunction|broken (firmware|camera)/i;
  const codes = faults
    .filter(({ name }) => /^device\/virtual\/faults\/[\w-]+\.ts$/.test(name))
    .flatMap(({ text }) => [...text.matchAll(/^ {2}(?:'([\w.-]+)'|(\w+)): \{|^ {2}\| '(\w+)'/gm)])
    .map(([, quoted, bare, flow]) => quoted ?? bare ?? flow ?? '');
  expect(codes).toContain('ts.align');
  expect(codes).toContain('keeps_token');
  const told = sdk.flatMap(({ name, text }) => [
    ...(WORDS.exec(text) ?? []).slice(0, 1).map((word) => `${name}: ${word}`),
    ...codes.filter((one) => text.includes(`'${one}'`)).map((one) => `${name}: ${one}`),
  ]);
  expect(told).toEqual([]);

  const found = Object.keys(SDK_SEAMS).map((type) => {
    const [, body = ''] =
      new RegExp(`^export type ${type} = \\{$([^]*?)^\\};$`, 'm').exec(sdk.map(({ text }) => text).join('\n')) ?? [];
    return [type, [...body.matchAll(/^ {2}(?:readonly )?(\w+)[?(:]/gm)].map(([, field]) => field).sort()];
  });
  const listed = Object.entries(SDK_SEAMS).map(([type, fields]) => [type, [...fields].sort()]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(listed));
});

test('what people start has no access to what tests give a server, passwords that cost nothing for one', () => {
  const files = inFolder('dev/src').concat(code.filter((file) => file.package === 'scripts' && !file.isTest));
  expect(offences(files, (target) => target !== '@kaitong/server/testing')).toEqual([]);
});

test('every package declares what it imports', () => {
  const declared = (folder: string): string[] => {
    const manifest = JSON.parse(
      readFileSync(path.resolve(import.meta.dirname, '../..', folder, 'package.json'), 'utf8'),
    );
    return ['dependencies', 'optionalDependencies', 'devDependencies'].flatMap((kind) =>
      Object.keys(manifest[kind] ?? {}),
    );
  };
  const forAll = declared('.');
  const files = code.filter((file) => Object.hasOwn(MAY_USE, file.package));
  const known = new Map(
    Object.keys(MAY_USE)
      .filter((folder) => !folder.includes('/'))
      .map((folder) => [folder, declared(folder)]),
  );
  const found = offences(files, (target, { package: folder, isTest, name }) => {
    const used = packageOf(target);
    if (used === undefined || used === `@kaitong/${folder}`) return true;
    const isTool = isTest || /(^|\/)[\w.-]+\.config\.ts$/.test(name);
    return known.get(folder)?.includes(used) === true || (isTool && forAll.includes(used));
  });
  expect(found).toEqual([]);
});

test('file and folder names are kebab-case, React components PascalCase', () => {
  const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;
  const PASCAL = /^[A-Z][A-Za-z0-9]*$/;
  const LOCALE = /(?<=^|[./])zh-CN(?=[./]|$)/g; // the language's own spelling
  const found = code.concat(all.filter(({ name }) => name.endsWith('.css'))).filter(({ name }) => {
    const parts = name.replace(LOCALE, 'locale').split('/');
    const [stem = ''] = (parts.pop() ?? '').replace(/\.(test|e2e|config|module|d)(?=\.)/, '').split(/\.(?=[a-z]+$)/);
    const isComponent = /\.(tsx|module\.css)$/.test(name) || /\.test\.tsx$/.test(name);
    const stemFits = stem.split('.').every((word) => KEBAB.test(word)) || (isComponent && PASCAL.test(stem));
    return !stemFits || !parts.filter((part) => part !== '.ci').every((part) => KEBAB.test(part));
  });
  expect(found.map(({ name }) => name)).toEqual([]);
});

/** Files that are longer than anybody reads in one go, each with the reason why cutting it would not help. */
const LONG: Record<string, string> = {
  'contract/src/checks/texts.en.ts': 'a catalogue with one entry for each check, looked up and not read through',
  'contract/src/checks/texts.zh-CN.ts': 'the same catalogue, entry by entry, in Chinese',
};

test('no source file has more than 500 lines', () => {
  const lines = ({ text }: SourceFile) => text.split('\n').length - 1;
  const found = code.filter((file) => lines(file) > 500 && !Object.hasOwn(LONG, file.name));
  expect(found.map((file) => `${file.name}: ${lines(file)} lines`)).toEqual([]);
  const gone = Object.keys(LONG).filter((name) => !code.some((file) => file.name === name && lines(file) > 500));
  expect(gone, 'no longer long').toEqual([]);
});

test('no file names a place of the machine it was written on', () => {
  // Brackets keep this very line from matching itself.
  const PLACES = /(?<![\w.:/-])\/([h]ome|[U]sers|[r]oot|[w]ork)\/[\w.-]+|"[r]esolved": *"http/;
  const found = all.flatMap(({ name, text }) => {
    const match = PLACES.exec(text);
    return match ? [`${name}: ${match[0]}`] : [];
  });
  expect(found).toEqual([]);
});
