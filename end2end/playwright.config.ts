import { defineConfig } from '@playwright/test';

// `cargo xtask test --only e2e` starts the server and sets BASE_URL, WORKER_URL (where faults are ordered) and
// CHROMIUM_PATH. By hand: BUILTIN_WORKER_FAULTS_PORT=3001 cargo xtask serve, then npx playwright test in end2end/.
export default defineConfig({
  testDir: 'tests',
  timeout: 180_000,
  expect: { timeout: 20_000 },
  // Every test has people and prompts of its own, so they may run side by side.
  fullyParallel: true,
  workers: 2,
  retries: 1,
  forbidOnly: true,
  use: {
    baseURL: process.env.BASE_URL ?? 'http://127.0.0.1:3000',
    viewport: { width: 1280, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        // WebGL without a graphics card.
        '--use-gl=angle',
        '--use-angle=swiftshader',
        '--enable-unsafe-swiftshader',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
