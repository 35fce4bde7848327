import { decodeSegment, splitRawPath } from './path.ts'

/** What any table row must have to be found. */
export type Routable = { readonly method: string; readonly path: string }

/** A parameter that could not be decoded is null: the route is right, the thing it names does not exist. */
export type Found<R> = {
  readonly route: R
  readonly params: Readonly<Record<string, string | null>>
}

type Node<R> = {
  readonly literals: Map<string, Node<R>>
  wildcard: Node<R> | undefined
  readonly routes: Map<string, R>
}

/** Finds the row for a method and a raw path. A literal segment wins over a parameter. */
export function createRouter<R extends Routable>(
  routes: readonly R[],
): (method: string, rawPath: string) => Found<R> | undefined {
  const root = node<R>()
  for (const route of routes) plant(root, route)
  return (method, rawPath) => {
    const segments = splitRawPath(rawPath)
    const routes = descend(root, segments)?.routes
    // HEAD is GET without the body (RFC 9110, section 9.3.2). That Zoom answers it is a guess.
    const route = routes?.get(method) ?? (method === 'HEAD' ? routes?.get('GET') : undefined)
    return route && { route, params: paramsOf(route.path, segments) }
  }
}

function node<R>(): Node<R> {
  return { literals: new Map(), wildcard: undefined, routes: new Map() }
}

function plant<R extends Routable>(root: Node<R>, route: R): void {
  let here = root
  for (const segment of splitRawPath(route.path)) {
    if (segment.startsWith('{')) {
      here.wildcard ??= node()
      here = here.wildcard
      continue
    }
    const next = here.literals.get(segment) ?? node<R>()
    here.literals.set(segment, next)
    here = next
  }
  here.routes.set(route.method, route)
}

function descend<R>(from: Node<R>, segments: readonly string[]): Node<R> | undefined {
  const [segment, ...rest] = segments
  if (segment === undefined) return from
  const literal = from.literals.get(segment)
  const found = literal && descend(literal, rest)
  if (found && found.routes.size > 0) return found
  return segment !== '' && from.wildcard ? descend(from.wildcard, rest) : found
}

function paramsOf(path: string, segments: readonly string[]): Record<string, string | null> {
  const params: Record<string, string | null> = {}
  splitRawPath(path).forEach((name, index) => {
    if (name.startsWith('{'))
      params[name.slice(1, -1)] = decodeSegment(segments[index] ?? '') ?? null
  })
  return params
}
