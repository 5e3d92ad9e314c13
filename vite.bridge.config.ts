import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Pure libraries are built in: a process that reads a foreign file is started often, and hundreds of small files of
 * theirs cost more than half of its start. What is native or opens sockets stays beside the program.
 */
const BUILT_IN = [
  'pdf-lib',
  '@pdf-lib/standard-fonts',
  '@pdf-lib/upng',
  'pako',
  'tslib',
  'zod',
  'saxes',
  'xmlchars',
  'temporal-polyfill',
  'temporal-utils',
  'asn1js',
  'pkijs',
  'pvutils',
  'pvtsutils',
  'bytestreamjs',
  'commander',
  'fflate',
  'env-paths',
  'is-safe-filename',
  /^@peculiar\//u,
  /^@noble\//u,
];

/**
 * What nobody imports of these is left out of the program: the PDF library says nothing of it itself, and brings forms
 * and standard fonts that a signature does not need.
 */
const WITHOUT_SIDE_EFFECTS = /\/node_modules\/(?:pdf-lib|@pdf-lib|pako|tslib)\//u;

/** The bridge as plain ESM for Node: one file for the command line, one for each child process, and the fonts. */
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: BUILT_IN },
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
      treeshake: { moduleSideEffects: [{ test: WITHOUT_SIDE_EFFECTS, sideEffects: false }] },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
