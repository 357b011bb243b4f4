import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin, Visitor } from 'vite';
import { designSheet } from './src/ui/design-sheet.ts';

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Every browser since 2016 reads woff2; the older woff copies would double what is shipped. */
const onlyWoff2: Plugin = {
  name: 'only-woff2',
  enforce: 'pre',
  transform: (code, id) =>
    id.includes('@fontsource') ? code.replace(/,\s*url\([^)]+\.woff\) format\('woff'\)/g, '') : undefined,
};

/** Pages write no JSON Schema; zod carries its writer on every schema, 6 kB gzipped. Without it the methods are absent. */
const noJsonSchema: Plugin = {
  name: 'no-json-schema',
  enforce: 'pre',
  transform: {
    filter: { id: /zod\/v4\/core\/(to-json-schema|json-schema-processors)\.js$/ },
    handler: (code) =>
      [...code.matchAll(/^export (?:const|function) (\w+)/gm)]
        .map(([, name]) => `export const ${name} = () => undefined;`)
        .join('\n'),
  },
};

/** Nobody reads zod's own sentences: what people read about their input stands in our catalogues. */
const noZodSentences: Plugin = {
  name: 'no-zod-sentences',
  enforce: 'pre',
  transform: {
    filter: { id: /zod\/v4\/locales\/en\.js$/ },
    handler: () => 'export default () => ({});',
  },
};

/** antd's dialogues and menus name the form's context only; by the form's index, its fields and validator came with every first load. */
const formContextAlone: Plugin = {
  name: 'form-context-alone',
  enforce: 'pre',
  transform: {
    filter: { id: /antd\/es\/form\/context\.js$/ },
    handler: (code) => code.replace(/(from ['"]@rc-component\/form)(['"])/g, '$1/es/FormContext.js$2'),
  },
};

const MADE = new Set(['CallExpression', 'ObjectExpression']);
/** A schema is made by calls, which a bundler keeps though nobody reads what they make: the app would carry those of cameras. */
const unreadSchemasGo: Plugin = {
  name: 'unread-schemas-go',
  transform: {
    filter: { id: /\/contract\/src\/.*\.ts$/ },
    handler(code) {
      const calls = this.parse(code).body.flatMap((statement) => {
        const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
        if (declared?.type !== 'VariableDeclaration') return [];
        return declared.declarations.flatMap(({ init }) => (init && MADE.has(init.type) ? [init] : []));
      });
      return calls.reduceRight(
        (text, { start, end }) =>
          `${text.slice(0, start)}/*#__PURE__*/ (() => (${text.slice(start, end)}))()${text.slice(end)}`,
        code,
      );
    },
  },
};

const OF_SERVERS = new Set(['summary', 'caller', 'params', 'query', 'body', 'status']);
/** A page asks and reads: of an operation it needs method, path and reply. What a request has to look like, the server says. */
const operationsAsRead: Plugin = {
  name: 'operations-as-read',
  transform: {
    filter: { id: /\/contract\/src\/.*\.ts$/, code: /\bop\(\{/ },
    handler(code) {
      const unread: { start: number; end: number }[] = [];
      new Visitor({
        CallExpression({ callee, arguments: [definition] }) {
          if (callee.type !== 'Identifier' || callee.name !== 'op' || definition?.type !== 'ObjectExpression') return;
          for (const one of definition.properties)
            if (one.type === 'Property' && one.key.type === 'Identifier' && OF_SERVERS.has(one.key.name))
              unread.push(one);
        },
      }).visit(this.parse(code));
      return unread.reduceRight(
        (text, { start, end }) => text.slice(0, start) + text.slice(end).replace(/^\s*,/, ''),
        code,
      );
    },
  },
};

/** Names of shapes are for the OpenAPI document, which no page writes, and brands for the compiler. */
const shapesWithoutNames: Plugin = {
  name: 'shapes-without-names',
  transform: {
    filter: { id: /\/contract\/src\/.*\.ts$/, code: /\.(meta|brand)\b/ },
    handler(code) {
      const unread: { start: number; end: number }[] = [];
      new Visitor({
        CallExpression({ callee, arguments: [said], end }) {
          if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
          const { name } = callee.property;
          const isUnread = name === 'meta' ? said?.type === 'ObjectExpression' : name === 'brand' && said === undefined;
          if (isUnread) unread.push({ start: callee.object.end, end });
        },
      }).visit(this.parse(code));
      return unread
        .sort((a, b) => a.start - b.start)
        .reduceRight((text, { start, end }) => text.slice(0, start) + text.slice(end), code);
    },
  },
};

/** The pages that a server writes by itself know this address, and no hashed one. */
const designForServers: Plugin = {
  name: 'design-for-servers',
  enforce: 'post',
  generateBundle(_options, bundle) {
    const found = Object.values(bundle).find(({ fileName }) => fileName.startsWith('assets/chinese-font-'));
    if (found?.type === 'asset')
      this.emitFile({ type: 'asset', fileName: 'design.css', source: designSheet(String(found.source)) });
  },
};

/** Manifest and notifications name these addresses, and home screens keep them. */
const appIcons: Plugin = {
  name: 'app-icons',
  generateBundle() {
    for (const size of [180, 192, 512]) {
      const fileName = `app-icon-${size}.png`;
      this.emitFile({ type: 'asset', fileName, source: readFileSync(at(`src/app/icons/${fileName}`)) });
    }
  },
};

/** While developing, too, an address gets the page that reads it. */
const pagesByAddress: Plugin = {
  name: 'pages-by-address',
  configureServer(dev) {
    dev.middlewares.use((request, _response, next) => {
      if (/^\/operator(\/[^.]*)?$/.test(request.url?.split('?')[0] ?? '')) request.url = '/operator.html';
      next();
    });
  },
};

/** What others wrote travels with their licences; Vite knows those of scripts, not those of fonts. */
const notices = (pages: string) => ({
  license: { fileName: `third-party/${pages}.md` },
  manifest: `parts/${pages}.json`, // which part loads which, for the test of what each page weighs
});
const fontNotices: Plugin = {
  name: 'font-notices',
  generateBundle() {
    const fonts = [...this.getModuleIds()].flatMap((id) => /^.*\/@fontsource\/[^/]+/.exec(id)?.[0] ?? []);
    for (const folder of new Set(fonts))
      this.emitFile({
        type: 'asset',
        fileName: `third-party/${path.basename(folder)}.txt`,
        source: readFileSync(path.join(folder, 'LICENSE')),
      });
  },
};

/**
 * What the first paint needs is one file: forty would be compressed each by itself, and a browser asks for six at a time.
 */
const bundle = (page: string) => ({
  input: at(page),
  output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial' as const] }] } },
});

// While developing, everything that is not a page goes to a running server.
const server = process.env.KAITONG_URL ?? 'http://127.0.0.1:7080';

export default defineConfig({
  root: at('.'),
  // The console is served at /, the operator's pages at /operator/, the app at /{region}/app/: assets stand at one
  // absolute address for all of them.
  base: '/',
  plugins: [
    onlyWoff2,
    noJsonSchema,
    noZodSentences,
    formContextAlone,
    operationsAsRead,
    shapesWithoutNames,
    unreadSchemasGo,
    designForServers,
    fontNotices,
    appIcons,
    pagesByAddress,
    react(),
  ],
  logLevel: 'warn',
  build: {
    outDir: at('dist'),
    emptyOutDir: true,
    target: 'es2022',
    // Inlined, the smallest of the font slices would travel with the style sheet, needed or not.
    assetsInlineLimit: 0,
    // Of one file nothing is left to load ahead; browsers without it load what is imported all the same.
    modulePreload: { polyfill: false },
    // antd in one piece is larger than the default warning; the budget that counts is of the first load, gzipped.
    chunkSizeWarningLimit: 1200,
  },
  // Builds of their own into one folder: nobody uses two at once, and chunks shared with the console would make the app load its parts.
  environments: {
    client: { build: { ...notices('console'), rolldownOptions: bundle('index.html') } },
    operator: {
      consumer: 'client',
      build: { ...notices('operator'), emptyOutDir: false, rolldownOptions: bundle('operator.html') },
    },
    app: {
      consumer: 'client',
      // What the SDK of cameras asks its platform for, it asks a browser for.
      resolve: { conditions: ['page', ...defaultClientConditions] },
      build: { ...notices('app'), emptyOutDir: false, rolldownOptions: bundle('app.html') },
    },
    // The service worker of the app: one file without a hash, by whose address browsers look for a newer one.
    worker: {
      consumer: 'client',
      build: {
        ...notices('worker'),
        emptyOutDir: false,
        rolldownOptions: {
          input: at('src/app/worker/worker.ts'),
          output: { format: 'iife', entryFileNames: 'app-worker.js' },
        },
      },
    },
    // A template: scripts/docs makes the pages of it.
    docs: {
      consumer: 'client',
      build: { ...notices('docs'), emptyOutDir: false, rolldownOptions: { input: at('docs.html') } },
    },
  },
  builder: {
    async buildApp({ build, environments: { client, operator, app, worker, docs } }) {
      if (client) await build(client);
      if (operator) await build(operator);
      if (app) await build(app);
      if (worker) await build(worker);
      if (docs) await build(docs);
    },
  },
  server: { host: '127.0.0.1', proxy: { '^/api/|^/\\.well-known/|^/[a-z]+/(api|objects)/': server } },
});
