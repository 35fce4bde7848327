import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts'], testTimeout: 15_000 } },
      {
        test: {
          name: 'architecture',
          include: ['test/architecture.test.ts'],
          testTimeout: 120_000,
        },
      },
      // `npm run fuzz` hunts longer than this.
      { test: { name: 'fuzz', include: ['fuzz/*.test.ts'], testTimeout: 3_600_000 } },
      {
        test: {
          name: 'journeys',
          include: ['test/**/*.test.ts'],
          exclude: ['test/architecture.test.ts'],
          globalSetup: ['test/setup/build.ts', 'test/setup/postgres.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
