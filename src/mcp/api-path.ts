import type { App } from '../apps/app.ts'
import { Refusal } from './tool.ts'

/**
 * The path of a request below the server, from what an agent wrote: with the app's name in front, or without it for the
 * first app. A client resolves dots and backslashes before it sends (WHATWG URL Standard, 4.4), so a path that would
 * become another one is refused: otherwise it could leave the app.
 */
export function apiPath(apps: readonly App[], path: string): { app: App; path: string } {
  const [first] = apps
  const named = apps.find(({ name }) => path.startsWith(`/${name}/`))
  const app = named ?? first
  if (app === undefined) throw new Refusal('No app is set up on this server.')
  const full = named ? path : `/${app.name}${path}`
  if (!path.startsWith('/') || asSent(full) !== full) {
    throw new Refusal(
      'path has to begin with a slash and be percent-encoded, without "." or ".." segments, backslashes or "#".',
    )
  }
  return { app, path: full }
}

function asSent(path: string): string {
  const { pathname, search } = new URL(`http://server${path}`)
  return pathname + search
}
