/** The built page in a real Chromium against the fake service: `npm run build && npm run test:browser`. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  test: {
    include: ['test-browser/**/*.test.mjs'],
    environment: 'node',
    testTimeout: 40_000,
    hookTimeout: 40_000,
    // One Chromium at a time: a machine of two cores has no room for several.
    fileParallelism: false,
  },
});
