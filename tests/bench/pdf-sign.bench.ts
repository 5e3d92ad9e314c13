import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { memoryOptions } from '../../bridge/pdf/process-watch.ts';
import bridge from '../../vite.bridge.config.ts';
import { makePng } from '../vectors/make-pdf.ts';
import { createIdentity } from '../vectors/test-signer.ts';
import { writeLargePdf } from './pdf-large-file.ts';
import { type Figures, STAMP_FILE } from './pdf-worker-figures.ts';

/**
 * Signing one PDF, beside its limits (SHA-256 of the file; copying, hashing and flushing it) and beside other signers, in
 * one run: the modes take turns, so that a busy machine slows all of them. Our figures are of a warm process built as the
 * product is, and the first round of each process is left out; the limits are those of a Node with nothing else loaded,
 * whose memory is the floor (memory-over-node; `node` is one that does nothing at all); peers start anew for each file, as they do in use, and
 * PDFBox (with BouncyCastle) is also measured in a Java machine that has signed before. The key is the same RSA-2048 key
 * for all (in memory here, the NSS soft token for pdfsig, a PKCS#12 file for mutool and PDFBox). Every peer's result is
 * looked at once by pdfsig. Memory is the peak of resident memory of the process as Linux tells it.
 */
const SIZES = { '100KB': 1e5, '1MB': 1e6, '10MB': 1e7, '100MB': 1e8 } as const;
const TURNS = 2;
const ROUNDS = 4;
const MODES = { hash: 'copy', copy: 'copy', invisible: 'sign', visible: 'sign' } as const;

const folder = mkdtempSync(join(tmpdir(), 'kygui-bench-pdf-'));
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const at = (name: string) => join(folder, name);

function print(name: string, value: number, unit: string): void {
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(value * 1000) / 1000, unit })}\n`);
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Within the repository, where Node finds what is not built in. */
const WORKERS = here('../../dist/bench-workers');

/** The workers as plain JavaScript with their libraries built in: no loader of TypeScript takes part. */
async function buildWorkers(): Promise<void> {
  const input = { copy: here('./pdf-copy-worker.ts'), sign: here('./pdf-sign-worker.ts') };
  const { ssr, build: product } = bridge;
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    ...(ssr && { ssr }),
    build: {
      ...product,
      outDir: WORKERS,
      sourcemap: false,
      rollupOptions: { ...product?.rollupOptions, input },
    },
  });
}

/** Wall time and peak memory of another program, and what it printed. */
async function peer(command: string, args: readonly string[]): Promise<Figures & { said: string }> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'], cwd: folder });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  let rss = 0;
  const look = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      rss = Math.max(rss, Number(/VmHWM:\s+(\d+)/u.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // The process is gone.
    }
  }, 2);
  const status = await new Promise<number | null>((ended) =>
    child.on('close', ended).on('error', () => ended(-1)),
  );
  clearInterval(look);
  if (status !== 0) throw new Error(`${command} ended with ${status}`);
  return { times: [performance.now() - started], rss, said };
}

/** Debian's PDFBox 2 with BouncyCastle (libpdfbox2-java), compiled here; null where Java or the library is missing. */
function pdfBox(): ((file: string, rounds: number) => Promise<Figures & { said: string }>) | null {
  const jars = ['pdfbox2', 'fontbox2', 'bcprov', 'bcpkix', 'bcutil', 'commons-logging'].map(
    (name) => `/usr/share/java/${name}.jar`,
  );
  const missing = jars.filter((jar) => !existsSync(jar));
  if (missing.length > 0 || !has('javac', '-version')) {
    process.stderr.write('PDFBox is not measured: default-jdk-headless or libpdfbox2-java is missing\n');
    return null;
  }
  const source = fileURLToPath(new URL('./pdfbox/SignOnce.java', import.meta.url));
  const path = jars.join(':');
  execFileSync('javac', ['-cp', path, '-d', at('java'), source]);
  const words = ['-cp', `${at('java')}:${path}`, 'SignOnce', at('leader.p12'), 'x'];
  return (file, rounds) => peer('java', [...words, file, at('peer.pdf'), String(rounds)]);
}

function has(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).error === undefined;
}

function makePeers(): Record<string, (file: string) => Promise<Figures>> {
  const p12 = ['-inkey', at('leader-leaf.key'), '-certfile', at('leader-root.pem'), '-name', 'leader'];
  execFileSync('openssl', [
    'pkcs12',
    '-export',
    '-in',
    at('leader-leaf.pem'),
    ...p12,
    '-out',
    at('leader.p12'),
    '-passout',
    'pass:x',
  ]);
  const peers: Record<string, (file: string) => Promise<Figures>> = {};
  if (has('certutil', '-H') && has('pk12util', '-H')) {
    mkdirSync(at('nss'));
    execFileSync('certutil', ['-N', '-d', `sql:${at('nss')}`, '--empty-password']);
    execFileSync('pk12util', ['-i', at('leader.p12'), '-d', `sql:${at('nss')}`, '-W', 'x', '-K', ''], {
      stdio: 'ignore',
    });
    peers.pdfsig = (file) =>
      peer('pdfsig', [
        '-add-signature',
        '-nssdir',
        `sql:${at('nss')}`,
        '-nick',
        'leader',
        '-nss-pwd',
        '',
        file,
        at('peer.pdf'),
      ]);
  } else process.stderr.write('pdfsig is not measured: certutil and pk12util are missing (libnss3-tools)\n');
  peers.mutool = (file) =>
    peer('mutool', ['sign', '-s', at('leader.p12'), '-P', 'x', '-o', at('peer.pdf'), file, '4']);
  const box = pdfBox();
  if (box) {
    peers.pdfbox = (file) => box(file, 1);
    peers['pdfbox-warm'] = async (file) => {
      const { rss, said } = await box(file, ROUNDS + 1);
      const times: number[] = JSON.parse(said);
      return { times: times.slice(1), rss };
    };
  }
  return peers;
}

/** A peer that signed nothing, or not the whole file, is no peer. */
function checkPeer(name: string): void {
  const said = spawnSync('pdfsig', ['-no-ocsp', '-nocert', at('peer.pdf')], { encoding: 'utf8' }).stdout;
  if (!/Signature is Valid/u.test(said) || !/Total document signed/u.test(said)) {
    throw new Error(`${name} left no valid signature over the whole file`);
  }
  rmSync(at('peer.pdf'));
}

try {
  createIdentity(folder, 'leader', 'Nguyễn Văn Mẫu');
  writeFileSync(at(STAMP_FILE), makePng(600, 250, [20, 40, 160]));
  const peers = makePeers();
  await buildWorkers();
  const nothing = await peer(process.execPath, ['-e', 'setTimeout(() => {}, 200)']);
  print('pdf.node.peak-memory', nothing.rss, 'MB');
  for (const [label, size] of Object.entries(SIZES)) {
    const file = at(`${label}.pdf`);
    await writeLargePdf(file, size);
    const figures = new Map<string, Figures>();
    const add = (name: string, more: Figures) => {
      const known = figures.get(name) ?? { times: [], rss: 0 };
      figures.set(name, { times: [...known.times, ...more.times], rss: Math.max(known.rss, more.rss) });
    };
    for (let turn = 0; turn < TURNS; turn++) {
      for (const [mode, built] of Object.entries(MODES)) {
        const options = built === 'sign' ? memoryOptions(768) : [];
        const args = [...options, join(WORKERS, `${built}.js`), mode, file, folder, String(ROUNDS + 1)];
        const env = { ...process.env, KYGUI_FONTS: here('../../bridge/pdf/drawing/fonts') };
        const said: Figures = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', env }));
        add(mode, { times: said.times.slice(1), rss: said.rss });
      }
      for (const [name, run] of Object.entries(peers)) {
        add(name, await run(file));
        if (turn === 0 && size <= 1e7) checkPeer(name);
      }
    }
    const time = (name: string) => median(figures.get(name)?.times ?? []);
    const memory = (name: string) => figures.get(name)?.rss ?? Number.NaN;
    for (const name of figures.keys()) {
      print(`pdf.${label}.${name}`, time(name), 'ms');
      print(`pdf.${label}.${name}.peak-memory`, memory(name), 'MB');
    }
    print(`pdf.${label}.invisible-to-copy`, time('invisible') / time('copy'), 'ratio');
    print(`pdf.${label}.invisible-to-hash`, time('invisible') / time('hash'), 'ratio');
    print(`pdf.${label}.memory-over-node.invisible`, memory('invisible') - memory('copy'), 'MB');
    print(`pdf.${label}.memory-over-node.visible`, memory('visible') - memory('copy'), 'MB');
    for (const name of Object.keys(peers)) {
      print(`pdf.${label}.${name}-to-invisible`, time(name) / time('invisible'), 'ratio');
      print(`pdf.${label}.${name}-to-invisible.memory`, memory(name) / memory('invisible'), 'ratio');
    }
    rmSync(file);
  }
} finally {
  for (const one of [folder, WORKERS]) rmSync(one, { recursive: true, force: true });
}
