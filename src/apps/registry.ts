import type { App } from './app.ts'
import { zoom, zoomAdmin } from './zoom/app.ts'

/** One line per app. A reserved first path segment of ours can never be a name (see gateway/reserved.ts and its test). */
export const apps: readonly App[] = [zoom, zoomAdmin]
