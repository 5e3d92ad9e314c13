import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

function* sourceFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sourceFiles(path);
    else if (/\.tsx?$/u.test(entry.name)) yield path;
  }
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gu;

interface Arrow {
  from: string;
  /** Path inside the repository, or a package name. */
  to: string;
  line: string;
}

function arrowsOf(file: string): Arrow[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(importPattern)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    const to = specifier.startsWith('.')
      ? normalize(relative(root, join(root, dirname(file), specifier)))
      : specifier;
    return { from: file, to: to.replace(/\?.*$/u, ''), line: specifier };
  });
}

const isTest = (file: string) => /\.test\.tsx?$/u.test(file);
const product = ['shared', 'bridge', 'extension']
  .flatMap((folder) => [...sourceFiles(folder)])
  .filter((file) => !isTest(file));
const arrows = product.flatMap(arrowsOf);
const offenders = (wrong: (arrow: Arrow) => boolean) =>
  arrows.filter(wrong).map(({ from, line }) => `${from} → ${line}`);
const inside = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

/** Packages without I/O that may be used on both sides. */
const purePackages = [/^zod(\/|$)/u, /^@noble\//u, /^saxes$/u, /^fflate$/u, /^temporal-polyfill(\/|$)/u];

describe('arrows between the folders run one way', () => {
  it('reads enough files to mean something', () => {
    expect(product.length).toBeGreaterThan(40);
    expect(arrows.length).toBeGreaterThan(100);
  });

  it('shared/ depends on nothing but itself and pure packages', () => {
    expect(
      offenders(
        ({ from, to }) =>
          inside(from, 'shared') && !inside(to, 'shared') && !purePackages.some((pure) => pure.test(to)),
      ),
    ).toEqual([]);
  });

  it('bridge/ and extension/ never meet', () => {
    expect(
      offenders(
        ({ from, to }) =>
          (inside(from, 'bridge') && inside(to, 'extension')) ||
          (inside(from, 'extension') && inside(to, 'bridge')),
      ),
    ).toEqual([]);
  });

  it('nothing of the product depends on tests/', () => {
    expect(offenders(({ to }) => inside(to, 'tests'))).toEqual([]);
  });

  it('extension/ uses nothing of Node', () => {
    expect(offenders(({ from, to }) => inside(from, 'extension') && to.startsWith('node:'))).toEqual([]);
  });

  it.each([
    ['pkcs11js', 'bridge/token/host'],
    ['koffi', 'bridge/token/host'],
    ['ws', 'bridge/listener'],
    ['libsql', 'bridge/store'],
    ['pg', 'bridge/store'],
  ])('only one folder knows %s: %s', (name, folder) => {
    expect(
      offenders(({ from, to }) => (to === name || to.startsWith(`${name}/`)) && !inside(from, folder)),
    ).toEqual([]);
  });

  it.each([
    [
      'bridge/pdf',
      [
        'bridge/axis',
        'bridge/token',
        'bridge/sending',
        'bridge/receiving',
        'bridge/store',
        'bridge/listener',
      ],
    ],
    ['bridge/axis', ['bridge/pdf', 'bridge/token', 'bridge/sending', 'bridge/receiving', 'bridge/listener']],
    [
      'bridge/token',
      ['bridge/pdf', 'bridge/axis', 'bridge/sending', 'bridge/receiving', 'bridge/listener', 'bridge/edxml'],
    ],
    [
      'bridge/store',
      [
        'bridge/pdf',
        'bridge/axis',
        'bridge/token',
        'bridge/sending',
        'bridge/receiving',
        'bridge/listener',
        'bridge/directory',
        'bridge/audit',
      ],
    ],
    ['bridge/sending', ['bridge/token', 'bridge/listener', 'bridge/commands', 'bridge/pdf']],
    ['bridge/receiving', ['bridge/token', 'bridge/listener', 'bridge/commands', 'bridge/pdf']],
    [
      'bridge/listener',
      [
        'bridge/pdf',
        'bridge/token',
        'bridge/axis',
        'bridge/sending',
        'bridge/receiving',
        'bridge/store',
        'bridge/commands',
      ],
    ],
  ])('%s knows nothing of its neighbours', (folder, neighbours) => {
    expect(
      offenders(({ from, to }) => inside(from, folder) && neighbours.some((other) => inside(to, other))),
    ).toEqual([]);
  });

  it('no circles', () => {
    const graph = new Map<string, string[]>();
    for (const { from, to } of arrows) graph.set(from, [...(graph.get(from) ?? []), to]);
    const state = new Map<string, 'open' | 'closed'>();
    const circles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      if (state.get(file) === 'closed') return;
      if (state.get(file) === 'open') {
        circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const next of graph.get(file) ?? []) if (graph.has(next)) visit(next, [...path, file]);
      state.set(file, 'closed');
    };
    for (const file of graph.keys()) visit(file, []);
    expect(circles).toEqual([]);
  });

  it('keeps every source file to one purpose: at most 400 lines', () => {
    const long = product
      .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length }))
      .filter(({ lines }) => lines > 401)
      .map(({ file, lines }) => `${file}: ${lines}`);
    expect(long).toEqual([]);
  });
});
