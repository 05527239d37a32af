import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The server that the dashboard is developed against: `npm run demo` or `npm run start:dev`. */
const SERVER = 'http://localhost:3000';

export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  // Chunks find each other by relative addresses, so that the same files also serve below /api.
  base: command === 'build' ? './' : '/dashboard/',
  plugins: [react()],
  logLevel: command === 'build' ? 'warn' : 'info',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The Content-Security-Policy allows no script and no style in the page itself.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '^/(?!dashboard/)': { target: SERVER } } },
}));
