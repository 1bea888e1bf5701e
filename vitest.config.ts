/** Unit and integration tests. Browser tests have a configuration of their own. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  // What each file took, by which the next run orders them: not the same on both databases.
  cacheDir: `node_modules/.vite/${process.env['TEST_DATABASE'] ?? 'pglite'}`,
  resolve: {
    alias: [{ find: /^@\//, replacement: root }],
  },
  test: {
    include: ['{lib,app,db,scripts,tests}/**/*.test.{ts,tsx}'],
    exclude: ['tests/e2e/**', 'node_modules/**'],
    globalSetup: ['tests/support/global-setup.ts'],
    // For a machine that is slow and has more to do: they end what hangs, and measure nothing.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // Two workers: the suites start children and databases of their own.
    maxWorkers: 2,
  },
});
