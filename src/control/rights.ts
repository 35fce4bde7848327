import type { ConnectionFilter } from '../connections/connection-store.ts'
import type { Connection } from '../connections/connection.ts'
import { Failure } from '../errors.ts'
import type { ApiKey } from '../keys/key-store.ts'
import { mayManage, mayOversee } from '../keys/restrictions.ts'
import { isInScope } from '../policy/connection-scope.ts'

/** Refuses a key with a policy: with this it could give itself, or take from its owner, what the policy denies. `what` completes "may not". */
export function requireManage(key: ApiKey, what: string): void {
  if (mayManage(key)) return
  throw new Failure(
    'policy_denied',
    `This API key has a policy, and such a key may not ${what}. Ask somebody who has a key without one, or the operator of this server.`,
    { extras: { rule: 'manage' } },
  )
}

/** Refuses a key from which something is hidden, too: whoever decides has to see what on. `what` completes "may not". */
export function requireOversight(key: ApiKey, what: string): void {
  if (mayOversee(key)) return
  requireManage(key, what)
  throw new Failure(
    'policy_denied',
    `This API key has a mask, and such a key may not ${what}. Ask somebody who has a key without one, or the operator of this server.`,
    { extras: { rule: 'oversee' } },
  )
}

/** Which connections a key gets to see at all. */
export function visibleTo({ restrictions }: ApiKey): Pick<ConnectionFilter, 'apps' | 'scope'> {
  const { apps = null, connections = null } = restrictions?.policy ?? {}
  return { ...(apps !== null && { apps: [...apps] }), scope: connections }
}

export function isVisibleTo({ restrictions }: ApiKey, connection: Connection): boolean {
  const { apps = null, connections = null } = restrictions?.policy ?? {}
  if (apps !== null && !apps.has(connection.app)) return false
  return connections === null || isInScope(connections, connection)
}

/** A key that is bound to certain connections or apps cannot make itself others. */
export function requireMayConnect({ restrictions }: ApiKey, app: string): void {
  const { apps = null, connections = null } = restrictions?.policy ?? {}
  if (connections === null && (apps === null || apps.has(app))) return
  throw new Failure(
    'policy_denied',
    connections === null
      ? `The policy of this API key does not name the app "${app}", so it cannot connect it.`
      : 'The policy of this API key names the connections that it may use, so it cannot make others.',
    { extras: { rule: connections === null ? 'apps' : 'connections' } },
  )
}
