import { refusal, type Refusal } from './errors.ts'

/** What a route asks of a token. A token is accepted when it holds any of the listed scopes. */
export type Needs = {
  /** The granular scope at user level, such as `meeting:read:meeting`. */
  readonly scope: string
  /** Classic scopes at user level. Old apps still carry them. */
  readonly classic: readonly string[]
  /** There is no user-level granular scope: only account-wide apps may call. */
  readonly adminOnly?: boolean
}

/** How far a token reaches on one route: its own user, or everybody in the account. */
export type Level = 'user' | 'admin'

export function levelOf(needs: Needs, scopes: ReadonlySet<string>): Level | undefined {
  const wide = [needs.scope, ...needs.classic].flatMap((one) => [`${one}:admin`, `${one}:master`])
  if (wide.some((one) => scopes.has(one))) return 'admin'
  if (needs.classic.some((one) => scopes.has(one))) return 'user'
  return !needs.adminOnly && scopes.has(needs.scope) ? 'user' : undefined
}

/** Code 4711 lists the granular scopes; for account-wide apps often only the `:admin` one (observed). */
export function missingScope(needs: Needs, kind: 'user' | 'admin' | 'server'): Refusal {
  const admin = `${needs.scope}:admin`
  const listed = needs.adminOnly || kind !== 'user' ? admin : `${needs.scope}, ${admin}`
  return refusal(400, 4711, `Invalid access token, does not contain scopes:[${listed}].`)
}
