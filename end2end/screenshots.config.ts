import { defineConfig } from '@playwright/test';

import journeys from './playwright.config';

// Pictures of every page in its states, to be looked at: npx playwright test --config screenshots.config.ts
// against a server started as for the journeys. They end in screenshots/pictures/ (SCREENSHOTS_DIR).
export default defineConfig({ ...journeys, testDir: 'screenshots', timeout: 600_000, retries: 0, workers: 1 });
