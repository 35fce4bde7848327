import type { App } from '../apps/app.ts'
import { maskNames, type Mask } from '../apps/mask.ts'

/** What the names of a key's mask stand for in an app. A name that this version does not know hides everything that it knows. */
export function masksOf(mask: readonly string[], { masks }: Pick<App, 'masks'>): Mask[] {
  const isKnown = mask.every((name) => maskNames.some((known) => known === name))
  return maskNames.filter((name) => !isKnown || mask.includes(name)).map((name) => masks[name])
}
