import { Failure } from '../errors.ts'
import { hashApiKey, isWellFormedApiKey } from './api-key.ts'
import type { ApiKey, KeyStore } from './key-store.ts'

declare const proven: unique symbol

/** A key that was shown, found and not revoked. Only `createAuthenticator` makes values of this type. */
export type AuthenticatedKey = ApiKey & { readonly [proven]: true }

/** How long a looked-up key is trusted: a revocation elsewhere is seen within this time. */
const cacheForMs = 1_000
const maxCached = 10_000

export interface Authenticator {
  /** The key if it was looked up within the last second, else null: the hot path's answer without waiting. */
  cached: (credential: Credential) => AuthenticatedKey | null
  /** Looks the key up, or throws `invalid_api_key`. */
  authenticate: (credential: Credential) => Promise<AuthenticatedKey>
}

/** The two headers a key may come in: RFC 6750 section 2.1, and `x-api-key`, which older clients send. */
export interface Credential {
  readonly authorization: string | undefined
  readonly apiKeyHeader: string | undefined
}

/** Keys by hash, each with the moment its look-up began. The key's own text is not kept. */
type Cache = Map<string, { readonly key: AuthenticatedKey; readonly askedAt: number }>

interface Needs {
  readonly keys: KeyStore
  readonly now: () => number
}

export function createAuthenticator(needs: Needs): Authenticator {
  const cache: Cache = new Map()
  return {
    authenticate: (credential) => authenticate(needs, cache, credential),
    cached(credential) {
      const text = presentedKey(credential)
      const hit = text === null ? undefined : cache.get(hashApiKey(text))
      if (!hit) return null
      const age = needs.now() - hit.askedAt
      // A clock that was set back must not prolong anything.
      return age >= 0 && age < cacheForMs ? hit.key : null
    },
  }
}

async function authenticate(
  { keys, now }: Needs,
  cache: Cache,
  credential: Credential,
): Promise<AuthenticatedKey> {
  const hash = hashApiKey(wellFormedKey(credential))
  // Before the question: a revocation while the store answers slowly must not be outlived by that answer.
  const askedAt = now()
  const found = await keys.findByHash(hash)
  cache.delete(hash)
  if (!found) {
    throw refused(
      'this server does not know it, or it was revoked. "valetkey key create" makes a new one.',
    )
  }
  const key = found as AuthenticatedKey
  if (cache.size >= maxCached) forgetOldest(cache)
  cache.set(hash, { key, askedAt })
  return key
}

/** A map keeps the order of insertion, so its first entry is the one that was looked up longest ago. */
function forgetOldest(cache: Cache): void {
  for (const hash of cache.keys()) {
    cache.delete(hash)
    return
  }
}

function wellFormedKey(credential: Credential): string {
  const text = presentedKey(credential)
  if (text === null) {
    throw refused(
      'none was sent. Send it as "Authorization: Bearer <key>". A new one comes from "valetkey key create".',
    )
  }
  if (!isWellFormedApiKey(text)) {
    throw refused(
      'it is not spelled like a Valetkey key (vk_ and 39 letters and digits). Check that it was copied whole.',
    )
  }
  return text
}

const refused = (why: string): Failure => new Failure('invalid_api_key', `Invalid API key: ${why}`)

function presentedKey({ authorization, apiKeyHeader }: Credential): string | null {
  const bearer = authorization === undefined ? null : /^bearer +([^\s]+) *$/i.exec(authorization)
  if (bearer?.[1] !== undefined) return bearer[1]
  if (apiKeyHeader !== undefined && apiKeyHeader !== '') return apiKeyHeader.trim()
  return null
}

/** Stands for the person who runs the server: whoever can open the store and its sealing key has everything already. */
export function operatorKey(ownerId: string): AuthenticatedKey {
  const key: ApiKey = { id: 'operator', ownerId, name: 'operator', createdAt: 0, revokedAt: null }
  return key as AuthenticatedKey
}
