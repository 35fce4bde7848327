import type { MiddlewareHandler } from 'hono'
import { Failure } from '../errors.ts'
import type { Authenticator } from '../keys/authenticate.ts'
import { callerIn } from '../keys/caller-address.ts'
import { requestIds } from '../request-id.ts'
import type { ControlEnv } from './needs.ts'

type Middleware = MiddlewareHandler<ControlEnv>

/** Gives every reply its request id and the headers that keep it out of caches and out of guesses about its type. */
export function labelled(): Middleware {
  const nextId = requestIds()
  return async (c, next) => {
    const requestId = nextId()
    c.set('requestId', requestId)
    await next()
    c.res.headers.set('valetkey-request-id', requestId)
    c.res.headers.set('cache-control', 'no-store')
    c.res.headers.set('x-content-type-options', 'nosniff')
  }
}

const keyNames = new Set(['api_key', 'api-key', 'apikey', 'x-api-key', 'access_token'])

/** Addresses end up in logs, histories and referrers, so a key in one is refused even when it is right (RFC 9700, section 4.3.2). */
export const refuseKeysInQuery: Middleware = async (c, next) => {
  for (const name of new URL(c.req.url).searchParams.keys()) {
    if (keyNames.has(name.toLowerCase())) {
      throw new Failure(
        'invalid_request',
        `${name}: a key may not be sent in the address, because addresses are written to logs. Send it as "Authorization: Bearer <key>". If it was a real key, revoke it.`,
      )
    }
  }
  await next()
}

/** Lets only requests with a good key through. Always asks the store: on this plane a revoked key ends at once. */
export function requireKey(authenticator: Authenticator): Middleware {
  return async (c, next) => {
    const key = await authenticator.authenticate({
      authorization: c.req.header('authorization'),
      apiKeyHeader: c.req.header('x-api-key'),
      caller: callerIn(c.env),
    })
    c.set('key', key)
    await next()
  }
}
