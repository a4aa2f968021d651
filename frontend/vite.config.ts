/// <reference types="vitest/config" />
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** What pdf.js fetches by name while it reads: encodings of Asian fonts, the standard fonts, a reader of JPEG 2000. */
const PDF_DATA = ['cmaps', 'standard_fonts', 'wasm/openjpeg_nowasm_fallback.js'];
const PDFJS = fileURLToPath(new URL('./node_modules/pdfjs-dist', import.meta.url));

export default defineConfig({
  plugins: [
    react(),
    {
      name: 'pdf-data',
      apply: 'build',
      writeBundle({ dir = 'dist' }) {
        for (const path of PDF_DATA) cpSync(join(PDFJS, path), join(dir, 'pdf', path), { recursive: true });
      },
    },
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2023',
    // Browsers of 2024 and later know light-dark(); older ones would get a rewritten, heavier sheet.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The Content-Security-Policy allows no data: URLs, so nothing is inlined.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // Some hosts serve .mjs as a download, and browsers refuse a worker of that type.
        assetFileNames: ({ names }) =>
          names.some((name) => name.endsWith('.mjs'))
            ? 'assets/[name]-[hash].js'
            : 'assets/[name]-[hash][extname]',
      },
    },
  },
  server: { port: 8080 },
  test: {
    setupFiles: 'test-support/jsdom.ts',
    // Making a document takes longer than the tests of most files.
    projects: [
      { extends: true, test: { name: 'components', environment: 'jsdom', include: ['src/**/*.test.tsx'] } },
      {
        extends: true,
        test: {
          name: 'functions',
          environment: 'node',
          include: ['src/**/*.test.ts', 'test-support/**/*.test.mjs'],
        },
      },
    ],
  },
});
