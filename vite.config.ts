import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crx, type ManifestV3Export } from '@crxjs/vite-plugin';
import { defineConfig, type Plugin } from 'vite';
import manifest from './manifest.json' with { type: 'json' };

/**
 * Firefox has no extension service worker: it runs the same file as an event page, named in
 * `background.scripts`. The plug-in drops that key when `service_worker` stands beside it, so it is put back.
 */
function firefoxBackground(): Plugin {
  const plugin = {
    name: 'kygui:firefox-background',
    enforce: 'post' as const,
    renderCrxManifest(rendered: {
      background?: { service_worker?: string; scripts?: string[] };
      web_accessible_resources?: unknown;
    }) {
      const worker = rendered.background?.service_worker;
      if (rendered.background && worker !== undefined) rendered.background.scripts = [worker];
      // The plug-in lists the registered content script: that would let any page find out who has the extension.
      delete rendered.web_accessible_resources;
      return rendered;
    },
  };
  return plugin;
}

/** Fonts, character maps and decoders that pdf.js loads by address while it draws. */
function pdfResources(): Plugin {
  const folders = ['standard_fonts', 'cmaps', 'wasm', 'iccs'];
  return {
    name: 'kygui:pdf-resources',
    generateBundle() {
      for (const folder of folders) {
        const from = new URL(`./node_modules/pdfjs-dist/${folder}/`, import.meta.url);
        for (const name of readdirSync(from)) {
          const source = readFileSync(new URL(name, from));
          this.emitFile({ type: 'asset', fileName: `pdfjs/${folder}/${name}`, source });
        }
      }
    },
  };
}

/** Profiles of the sample systems take the place of those of the product: `vite build --mode sandbox` only. */
function sandboxProfiles(): Plugin {
  return {
    name: 'kygui:sandbox-profiles',
    enforce: 'pre',
    resolveId(source) {
      if (!source.endsWith('/sites/built-in.ts')) return null;
      return fileURLToPath(new URL('./tests/sandbox/built-in-profiles.ts', import.meta.url));
    },
  };
}

/** Code of nearly every window in one file: a window of 17 files waits 15 ms longer for its first line than one of three. */
function sharedByWindows(id: string): boolean {
  if (id.includes('pdfjs-dist') || id.endsWith('.css')) return false;
  return /\/(extension\/(texts|windows\/(parts|consent\/pin-step))|shared\/errors|node_modules\/(zod|preact|webextension-polyfill|@noble\/hashes))/u.test(
    id,
  );
}

/** The extension, unpacked, for Chromium and Firefox alike; for sandbox, demo and tests it lies in a folder of its own. */
export default defineConfig(({ mode }) => ({
  publicDir: 'extension/public',
  build: {
    target: 'es2022',
    outDir: mode === 'sandbox' ? 'dist/extension-sandbox' : 'dist/extension',
    emptyOutDir: true,
    sourcemap: true,
    // Reviewers of stores and ministries read what is shipped; the package is local, its size matters little.
    minify: false,
    chunkSizeWarningLimit: 3000,
    rollupOptions: {
      output: {
        advancedChunks: { groups: [{ name: 'windows', test: sharedByWindows }] },
      },
      input: {
        consent: 'extension/windows/consent/index.html',
        messages: 'extension/windows/messages/index.html',
        batch: 'extension/windows/batch/index.html',
        welcome: 'extension/windows/welcome/index.html',
        pairing: 'extension/windows/pairing/index.html',
        drop: 'extension/windows/drop/index.html',
        wizard: 'extension/windows/wizard/index.html',
        diagnosis: 'extension/windows/diagnosis/index.html',
        groups: 'extension/windows/groups/index.html',
      },
    },
  },
  plugins: [
    crx({ manifest: manifest as ManifestV3Export, browser: 'chrome' }),
    mode === 'sandbox' && sandboxProfiles(),
    firefoxBackground(),
    pdfResources(),
  ],
}));
