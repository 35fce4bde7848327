import type { OAuthClient } from '../oauth/clients.ts'
import { seeded } from '../seeded.ts'
import { letters, shortId } from './ids.ts'
import type { Route } from './room.ts'

/** The Marketplace apps that exist in every world. Each holds every scope of its level that some route asks for. */
export function createApps(wish: {
  readonly seed: string
  readonly routes: readonly Route[]
  readonly redirectUris: readonly string[]
  readonly accountId: string
}): readonly OAuthClient[] {
  const random = seeded(`${wish.seed} apps`)
  const userScopes = unique(wish.routes.filter((one) => !one.adminOnly).map(({ scope }) => scope))
  const adminScopes = unique(wish.routes.map(({ scope }) => `${scope}:admin`))
  const app = (
    kind: OAuthClient['kind'],
    name: string,
    scopes: readonly string[],
  ): OAuthClient => ({
    id: shortId(random),
    secret: letters(random, 32),
    name,
    kind,
    scopes,
    redirectUris: wish.redirectUris,
  })
  return [
    app('user', 'Simulated user app', userScopes),
    app('admin', 'Simulated admin app', adminScopes),
    {
      ...app('server', 'Simulated server-to-server app', adminScopes),
      accountId: wish.accountId,
    },
  ]
}

function unique(scopes: readonly string[]): readonly string[] {
  return [...new Set(scopes)].sort()
}
