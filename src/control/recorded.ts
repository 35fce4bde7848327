import type { MiddlewareHandler } from 'hono'
import type { Acts } from '../audit/acts.ts'
import { safePath } from '../audit/entry.ts'
import { isOperator } from '../keys/authenticate.ts'
import type { ControlEnv } from './needs.ts'

/**
 * Every request that could change something becomes a row of the audit, the refused ones too. Here and not in the handlers, so that
 * a new route cannot be forgotten.
 */
export function recorded(acts: Acts): MiddlewareHandler<ControlEnv> {
  return async (c, next) => {
    await next()
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return
    const key = c.get('key')
    const ids = await idsIn(c.res)
    const isApproval = c.req.path.startsWith('/approvals/')
    const about = {
      actor: isOperator(key) ? 'operator' : 'key',
      keyId: isOperator(key) ? null : key.id,
      ownerId: key.ownerId,
      connectionId: ids.connection,
      method: c.req.method,
      path: safePath(c.req.path),
      status: c.res.status,
      error: c.res.headers.get('valetkey-error'),
      requestId: c.get('requestId'),
      detail: ids.key === null ? null : `key ${ids.key}`,
    } as const
    acts(c.req.method.toLowerCase() + actOf(c.req.path), about, isApproval ? 'approval' : 'admin')
  }
}

/** `_api_keys` of `/api-keys/…`: what kind of thing was changed, without its id. */
function actOf(path: string): string {
  const words = path.split('/').filter((word) => /^[a-z-]{1,30}$/.test(word))
  return words.map((word) => `_${word.replaceAll('-', '_')}`).join('')
}

interface Ids {
  readonly connection: string | null
  readonly key: string | null
}

/** What was made has its id in the answer only. */
async function idsIn(answer: Response): Promise<Ids> {
  const body: unknown = await answer
    .clone()
    .json()
    .catch(() => null)
  const found = membersOf(body)
  const inner = membersOf(found['connection'])
  return {
    connection: idOf(found['connection_id']) ?? idOf(inner['connection_id']),
    key: idOf(found['key_id']),
  }
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

const idOf = (value: unknown): string | null =>
  typeof value === 'string' && /^[\w-]{1,64}$/.test(value) ? value : null
