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

export function createAuthenticator({
  keys,
  now,
}: {
  keys: KeyStore
  now: () => number
}): Authenticator {
  const cache = new Map<string, { key: AuthenticatedKey; readAt: number }>()

  async function authenticate(credential: Credential): Promise<AuthenticatedKey> {
    const text = presentedKey(credential)
    if (text === null) {
      throw new Failure(
        'invalid_api_key',
        'Invalid API key: none was sent. Send it as "Authorization: Bearer <key>". A new one comes from "valetkey key create".',
      )
    }
    if (!isWellFormedApiKey(text)) {
      throw new Failure(
        'invalid_api_key',
        'Invalid API key: it is not spelled like a Valetkey key (vk_ and 39 letters and digits). Check that it was copied whole.',
      )
    }
    const hash = hashApiKey(text)
    const key = await keys.findByHash(hash)
    if (!key) {
      cache.delete(hash)
      throw new Failure(
        'invalid_api_key',
        'Invalid API key: this server does not know it, or it was revoked. "valetkey key create" makes a new one.',
      )
    }
    if (cache.size >= maxCached) cache.clear()
    const authenticated = key as AuthenticatedKey
    cache.set(hash, { key: authenticated, readAt: now() })
    return authenticated
  }

  return {
    authenticate,
    cached(credential) {
      const text = presentedKey(credential)
      const hit = text === null ? undefined : cache.get(hashApiKey(text))
      return hit && now() - hit.readAt < cacheForMs ? hit.key : null
    },
  }
}

function presentedKey({ authorization, apiKeyHeader }: Credential): string | null {
  const bearer = authorization === undefined ? null : /^bearer +([^\s]+) *$/i.exec(authorization)
  if (bearer?.[1] !== undefined) return bearer[1]
  if (apiKeyHeader !== undefined && apiKeyHeader !== '') return apiKeyHeader.trim()
  return null
}
