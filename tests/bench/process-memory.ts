import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** The processes that one file passes on its way. */
export const PASSED = ['page', 'extension', 'bridge'] as const;
export type Passed = (typeof PASSED)[number];

const MEGABYTE_KB = 1024;

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}

/** All that this process started, and what they started. */
function descendants(): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const parent = Number(/^PPid:\s+(\d+)$/mu.exec(Number.isNaN(pid) ? '' : read(pid, 'status'))?.[1]);
    if (!Number.isNaN(parent)) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const below = (pid: number): number[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(process.pid);
}

function passedBy(pid: number): Passed | undefined {
  const command = read(pid, 'cmdline');
  if (/dist\/bridge\//u.test(command)) return 'bridge';
  if (!command.includes('--type=renderer')) return undefined;
  return command.includes('--extension-process') ? 'extension' : 'page';
}

const peak = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+)/mu.exec(read(pid, 'status'))?.[1] ?? 0) / MEGABYTE_KB;

/**
 * Begins to watch the memory of browser and bridge (Linux).
 * @returns a function that gives the highest resident memory since then, in MB: of each process by itself, those of one
 * kind added up
 */
export function watchMemory(): () => Record<Passed, number> {
  // proc(5): 5 sets the peak back to what is resident.
  for (const pid of descendants()) if (passedBy(pid)) writeFileSync(`/proc/${pid}/clear_refs`, '5');
  return () => {
    const peaks: Record<Passed, number> = { page: 0, extension: 0, bridge: 0 };
    for (const pid of descendants()) {
      const passed = passedBy(pid);
      if (passed) peaks[passed] += peak(pid);
    }
    return peaks;
  };
}
