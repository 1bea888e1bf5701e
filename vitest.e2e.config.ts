/** Browser tests: a built Gradus with an empty data folder, and a real Chromium. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  resolve: { alias: [{ find: /^@\//, replacement: root }] },
  test: {
    include: ['tests/e2e/**/*.test.ts'],
    globalSetup: ['tests/e2e/support/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    // A server finishes what it has in hand before it ends.
    teardownTimeout: 60_000,
    // One server and one browser at a time: the graders need the cores.
    fileParallelism: false,
  },
});
