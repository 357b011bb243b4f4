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
  'device/bridge': ['contract', 'device', 'judge'], // says before a pairing what the judge would
  client: ['contract'], // what a browser loads
  'client/src/cli': ['contract', 'client', 'judge'],
  web: ['client', 'contract'],
  'web/src/app/computer': ['contract', 'device'], // a page that is a camera, by the SDK that cameras have
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
    /^(pg|pg-boss|pg-copy-streams|mqtt|mqtt-packet|rabbitmq-client|ws|fastify|@fastify\/.*|fastify-.*|aws4fetch|@aws-sdk\/.*|@smithy\/.*)$/;
  const AT_WORK = /^server\/src\/((store|broker|http|objects|jobs)\/|serving\.ts$)/;
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
  expect(readers.map(({ name }) => name)).toEqual(['server/src/main.ts']); // which starts it
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

/** The rooms of a region, bottom up: each imports only those that stand before it. */
const ROOMS = [
  ...['device-log', 'news', 'commands', 'owners', 'products', 'presence', 'devices', 'firmware', 'household'],
  ...['quotas', 'footage', 'uploads', 'judging'],
  ...['verification', 'recording', 'conformance', 'soak', 'pushes', 'watching', 'library', 'alarms', 'exports'],
  ...['retention', 'reconciliation', 'moving', 'payments', 'selling', 'leaving', 'figures'],
];
const REGION = 'server/src/region/';
/** Undefined for what stands beside the rooms and puts them together. */
const roomOf = (name: string): string | undefined =>
  name.startsWith(REGION) && name.slice(REGION.length).includes('/')
    ? name.slice(REGION.length).split('/')[0]
    : undefined;

test('a room of the region imports only rooms below it, and every folder there is a room', () => {
  const files = inFolder('server/src/region');
  const found = offences(files, (target, { name }) => {
    const [from, to] = [roomOf(name), roomOf(target)];
    return from === undefined || to === undefined || from === to || ROOMS.indexOf(to) < ROOMS.indexOf(from);
  });
  expect(found).toEqual([]);
  const WIRING = /^server\/src\/region\/(log-refused-put|purposes|work|tidy|health|master-key)\.ts$/; // it knows all rooms, and no room knows it
  expect(
    offences(
      files.filter(({ name }) => roomOf(name)),
      (target) => !WIRING.test(target),
    ),
  ).toEqual([]);
  expect([...new Set(files.flatMap(({ name }) => roomOf(name) ?? []))].sort()).toEqual([...ROOMS].sort());
});

/** Which room writes a table. Others call a function of that room which says what it does. */
const WRITERS: Record<string, Record<string, string>> = {
  'server/src/control': {
    accounts:
      'account api_key authorisation demonstration demonstration_login invitation member session_space setup_link terminal_login',
    audit: 'audit',
    applications: 'activation application fingerprint fingerprint_key late_report past_activation',
    billing:
      'ledger_posting ledger_transaction payout_channel refund_request sales_feed sold_order sold_refund statement statement_total',
    'bulk-activations': 'bulk_activation bulk_activation_item',
    calls: 'keyed_call',
    certificates: 'product_listing revoked_certificate signing_key',
    claims: 'unit_claim',
    conformance: 'conformance',
    findings: 'findings_share findings_share_opening found_headers',
    firmware: 'firmware_image_part firmware_key firmware_release',
    notices: 'mail_choice notice notice_read',
    operator: 'agreement agreement_version operator_contact plan plan_price service_setting',
    products: 'device_authority licence product',
    regions: 'catalogue catalogue_publication licence_delivery publication region_setting',
    sales: 'closed_order contact_request coupon coupon_product coupon_use product_plan product_sale trial',
    services: 'service_order',
    soak: 'soak',
    testers: 'tester',
    waivers: 'waiver',
    webhooks: 'webhook webhook_delivery webhook_try',
  },
  'server/src/region': {
    alarms: 'alarm alarm_camera alarm_key alarm_phone alarm_setting',
    commands: 'command',
    conformance: 'conformance conformance_event conformance_object',
    'device-log': 'device_log device_log_day device_log_head',
    devices: 'asked_claim device device_look device_support device_token hand_over_code pairing_token unknown_licence',
    footage:
      'device_event footage_change footage_deletion footage_fault footage_hour footage_key footage_place footage_removal footage_total open_event recorded_event recorded_object',
    figures: 'region_hour',
    firmware: 'firmware_asker firmware_call firmware_hold firmware_image firmware_part firmware_update',
    household: 'household_camera household_invitation household_member household_view',
    leaving: 'account_deletion',
    judging: 'judge_process judge_work',
    moving: 'object_move',
    news: 'notice',
    owners: 'leaving_owner owner_suspension tester_code tester_link',
    presence: 'broker_lease device_presence far_line',
    products: 'catalogue licence product',
    pushes: 'ingest_token push_stream',
    reconciliation: 'reconciliation',
    recording: 'recording_grant',
    selling: 'contact_request owner_order renewal subscription',
    soak: 'soak',
    verification: 'event event_object fingerprint replaced_event run signature waiting_run',
    watching: 'conversion converted_object playback share_link',
  },
  'server/src': {
    'sandbox-provider': 'callback charge checkout mandate payment refund',
    backup: 'backup_check',
    secrets: 'kept_secret',
    'sign-in':
      'login_challenge login_credential login_link login_passkey login_recovery_code login_reset login_second_factor login_session login_try login_user login_verification',
    doctor: 'kaitong_doctor', // of its session alone
    store: 'awaited_news database_life deadline quota rate_limit server_process topic topic_entry',
    tls: 'kept_authority',
    uptime: 'outage_tally uptime',
  },
};

test('one room writes a table, in raw SQL too', () => {
  const BUILT = /\.(?:insertInto|replaceInto|updateTable|deleteFrom|mergeInto)\(\s*(?:(?:dayTableName\()?'(\w+)|(\S))/g;
  const RAW =
    /\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?)\s+(?:ONLY\s+)?(?:\$\{dayTable\(')?"?([a-z_]+)"?/g;
  const owners = new Map<string, string[]>();
  for (const [plane, rooms] of Object.entries(WRITERS))
    for (const [room, tables] of Object.entries(rooms))
      for (const table of tables.split(' ')) owners.set(table, [...(owners.get(table) ?? []), `${plane}/${room}/`]);
  const isSchema = (name: string) => /^server\/src\/(store\/(control|region|sandbox)\/|backup\/)/.test(name);
  const found = inFolder('server/src')
    .filter(({ name }) => !isSchema(name))
    .flatMap(({ name, text }) => {
      const built = [...text.matchAll(BUILT)].map(
        ([, table, other]) => table ?? `a table that only runs tell: ${other}`,
      );
      const raw = [...text.matchAll(RAW)].flatMap(([, table = '']) => (owners.has(table) ? [table] : []));
      return [...built, ...raw]
        .filter((table) => !owners.get(table)?.some((room) => name.startsWith(room)))
        .map((table) => `${name} writes ${table}`);
    });
  expect(found).toEqual([]);
  const made = inFolder('server/src').flatMap(({ text }) =>
    [...text.matchAll(/\bCREATE TABLE ([a-z_]+) \(/g)].map(([, table = '']) => table),
  );
  const isSandbox = (table: string) => table.startsWith('sandbox_'); // left their schema with a later migration
  expect(made.filter((table) => !owners.has(table) && !isSandbox(table))).toEqual([]);
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
  docs: [], // its pages are written by scripts/docs
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
  const TOOLS =
    /^(vitest|vitest-browser-react|@vitest\/.*|fast-check|playwright(-core)?|@axe-core\/.*|@sparticuz\/.*)(\/|$)/;
  const files = product.filter((file) => file.package !== 'dev');
  expect(offences(files, (target) => !TOOLS.test(target) && !testOnly.has(target))).toEqual([]);
});

/** What a maker's port of the SDK replaces or is told by: each has a use in a camera that works as it should. */
const SDK_SEAMS: Record<string, string[]> = {
  DeviceOptions: [
    ...['credentials', 'certificate', 'firmware', 'firmwareSha256', 'features', 'settings', 'hooks', 'giveUpAfter'],
    'updating',
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
    const [stem = ''] = (parts.pop() ?? '')
      .replace(/\.(test|e2e|browser|config|module|d)(?=\.)/, '')
      .split(/\.(?=[a-z]+$)/);
    const isComponent = /\.(tsx|module\.css)$/.test(name) || /\.test\.tsx$/.test(name);
    const stemFits = stem.split('.').every((word) => KEBAB.test(word)) || (isComponent && PASCAL.test(stem));
    return !stemFits || !parts.filter((part) => part !== '.ci').every((part) => KEBAB.test(part));
  });
  expect(found.map(({ name }) => name)).toEqual([]);
});

test('no source file has more than 500 lines', () => {
  const lines = ({ text }: SourceFile) => text.split('\n').length - 1;
  expect(code.filter((file) => lines(file) > 500).map((file) => `${file.name}: ${lines(file)} lines`)).toEqual([]);
});

test('no page has an input for days or times that speaks the browser’s language instead of the page’s', () => {
  const NATIVE = /type=["'{ ]+(date|time|datetime-local|month|week)\b/;
  expect(inFolder('web').flatMap(({ name, text }) => (NATIVE.test(text) ? [name] : []))).toEqual([]);
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

/** Files of the server that ask the machine for the time, each with the reason why nobody else can tell them. */
const OWN_TIME: Record<string, string> = {
  'server/src/broker/rabbitmq/management.ts':
    'tells since when a node has been running, whose own clock is a machine’s',
  'server/src/clock.ts': 'is the machine’s clock',
  'server/src/store/database-clock.ts': 'tells how far the machine’s clock is off',
  'server/src/store/embedded/folder-lock.ts': 'holds the folder of a database that is not running yet',
  'server/src/store/embedded/keeper.ts': 'writes the log of a database that nobody uses any more',
};

test('the server knows the time from the database or from the clock that it is given, never from the process', () => {
  const asks = ({ text }: SourceFile) =>
    /\bDate\.now\(|\bnew Date\((0|)\)/.test(text.replace(/^\s*(\/\/|\/?\*).*$/gm, ''));
  const found = inFolder('server').filter((file) => asks(file) && !Object.hasOwn(OWN_TIME, file.name));
  expect(found.map(({ name }) => name)).toEqual([]);
  const gone = Object.keys(OWN_TIME).filter((name) => !code.some((file) => file.name === name && asks(file)));
  expect(gone, 'asks no more').toEqual([]);
});

test('a refusal is told from an answer by isRefusal alone', () => {
  const users = ['core', 'judge', 'server', 'client', 'web'].flatMap(inFolder);
  // Errors of Node have codes too.
  const found = users.filter(({ text }) => /['"](code|params)['"] in (?!(error|cause|err)\b)/.test(text));
  expect(found.map(({ name }) => name)).toEqual([]);
});

test('an id has its brand from where it is made, parsed or stored: the server casts none', () => {
  const CASTS = /\bas ([A-Z]\w*Id|Pid|Uuid|Region|FirmwareVersion|never)\b/g;
  // A handler gets the caller and a listener the text that its route, or its topic, is about: each knows which, once.
  const ONCE = ['server/src/http/kit/mount.ts', 'server/src/store/notifications.ts'];
  const found = inFolder('server').flatMap(({ name, text }) => {
    const casts = [...text.replace(/^import [^;]*;/gm, '').matchAll(CASTS)].map(([cast]) => `${name}: ${cast}`);
    return ONCE.includes(name) ? casts.slice(1) : casts;
  });
  expect(found).toEqual([]);
});
