import type { App } from './app.ts'
import { zoom, zoomAdmin } from './zoom/app.ts'
import type { AdminTypes, UserTypes } from './zoom/types.ts'

/** One line per app. A reserved first path segment of ours can never be a name (test/architecture.test.ts). */
export const apps: readonly App[] = [zoom, zoomAdmin]

/** The same for the SDK: one line per app, types only. */
export interface TypedApps {
  readonly zoom: UserTypes
  readonly 'zoom-admin': AdminTypes
}
