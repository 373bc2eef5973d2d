// Build, dev proxy and tests of the console. Everything is served from one origin, so the dev server
// passes the edge's paths through and keeps the rest.
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const edge = process.env['LEME_PUBLIC_URL'] ?? 'http://localhost:8080';
const proxied = ['/api', '/auth', '/idp', '/problems', '/kernel', '/apps'];

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    port: 5173,
    proxy: Object.fromEntries(proxied.map((path) => [path, { target: edge, xfwd: true }])),
  },
  build: {
    target: 'es2023',
    // The edge's content security policy allows files of this origin only: nothing may become a data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.spec.{ts,tsx}'],
    setupFiles: ['src/app/test-setup.ts'],
  },
});
