import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The bridge as plain ESM for Node: one file for the command line, one for each child process, and the fonts. */
export default defineConfig({
  publicDir: false,
  plugins: [
    {
      name: 'fonts-beside-the-program',
      closeBundle() {
        cpSync(here('bridge/pdf/drawing/fonts'), here('dist/bridge/fonts'), { recursive: true });
      },
    },
  ],
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist/bridge',
    emptyOutDir: true,
    sourcemap: true,
    minify: false,
    rollupOptions: {
      input: {
        main: 'bridge/main.ts',
        'token-host': 'bridge/token/host/child.ts',
        'judge-host': 'bridge/pdf/judge/host/child.ts',
        'pdf-reader': 'bridge/pdf/prepare-host/child.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
