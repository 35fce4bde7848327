import type { App } from './app.ts'
import { zoom, zoomAdmin } from './zoom/app.ts'

/** One line per app. A reserved first path segment of ours can never be a name (test/architecture.test.ts). */
export const apps: readonly App[] = [zoom, zoomAdmin]
