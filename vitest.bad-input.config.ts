import { defineConfig } from 'vitest/config';

/** Bad input through the screens, by itself. */
export default defineConfig({
  test: {
    include: ['tests/e2e/bad-input.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    fileParallelism: false,
  },
});
