import { readFileSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that say `@long` begin before the others, so that none of them is left running alone at the end. A clean clone
 * knows no durations, and vitest goes by the size of the file, which says nothing of what it starts.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      /^\/\/ @long$/mu.test(readFileSync(moduleId, 'utf8').slice(0, 400));
    const sorted = await super.sort(files);
    const long = new Set(sorted.filter(isLong));
    return [...long, ...sorted.filter((file) => !long.has(file))];
  }
}
