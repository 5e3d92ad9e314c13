import { defineConfig } from 'vite';

/** The bridge as plain ESM for Node: one file for the command line, one for each child process. */
export default defineConfig({
  publicDir: false,
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
      },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
