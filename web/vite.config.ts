import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Every browser since 2016 reads woff2; the older woff copies would double what is shipped. */
const onlyWoff2: Plugin = {
  name: 'only-woff2',
  enforce: 'pre',
  transform: (code, id) =>
    id.includes('@fontsource') ? code.replace(/,\s*url\([^)]+\.woff\) format\('woff'\)/g, '') : undefined,
};

// While developing, everything that is not a page goes to a running server.
const server = process.env['KAITONG_URL'] ?? 'http://127.0.0.1:7080';

export default defineConfig({
  root: at('.'),
  // The console is served at /, the app at /{region}/app/: assets stand at one absolute address for both.
  base: '/',
  plugins: [onlyWoff2, react()],
  logLevel: 'warn',
  build: {
    outDir: at('dist'),
    emptyOutDir: true,
    target: 'es2022',
    // Inlined, the smallest of the font slices would travel with the style sheet, needed or not.
    assetsInlineLimit: 0,
    // antd in one piece is larger than the default warning; the budget that counts is of the first load, gzipped.
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { input: ['index.html', 'app.html'].map(at).filter(existsSync) },
  },
  server: { host: '127.0.0.1', proxy: { '^/api/|^/\\.well-known/|^/[a-z]+/(api|objects)/': server } },
});
