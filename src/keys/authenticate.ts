import type { ChangeFollower } from '../database/follow-changes.ts'
import { createTrustedAnswers } from '../database/trusted-answers.ts'
import { Failure } from '../errors.ts'
import { hashApiKey, isWellFormedApiKey } from './api-key.ts'
import type { ApiKey, KeyStore } from './key-store.ts'

declare const proven: unique symbol

/** A key that was shown, found and not revoked. Only `createAuthenticator` makes values of this type. */
export type AuthenticatedKey = ApiKey & { readonly [proven]: true }

export interface Authenticator {
  /** The key if it was looked up within the last second or has not changed since, else null: the hot path's answer without waiting. */
  cached: (credential: Credential) => AuthenticatedKey | null
  /** Looks the key up, or throws `invalid_api_key`. */
  authenticate: (credential: Credential) => Promise<AuthenticatedKey>
}

/** The two headers a key may come in: RFC 6750 section 2.1, and `x-api-key`, which older clients send. */
export interface Credential {
  readonly authorization: string | undefined
  readonly apiKeyHeader: string | undefined
}

interface Needs {
  readonly keys: KeyStore
  readonly now: () => number
  readonly isStoreUnavailable?: (error: unknown) => boolean
  readonly changes?: ChangeFollower
}

/** Remembers keys by hash; the key's own text is not kept. A revocation is seen within a second whenever the store answers. */
export function createAuthenticator({
  keys,
  now,
  isStoreUnavailable = () => false,
  changes,
}: Needs): Authenticator {
  const known = createTrustedAnswers<AuthenticatedKey>({
    now,
    isUnavailable: isStoreUnavailable,
    ...(changes && { follow: { changes, topicOf: (hash) => hash } }),
  })
  return {
    async authenticate(credential) {
      const hash = hashApiKey(wellFormedKey(credential))
      return known.ask(hash, () => lookUp(keys, hash))
    },
    cached(credential) {
      const text = presentedKey(credential)
      return text === null ? null : known.recent(hashApiKey(text))
    },
  }
}

async function lookUp(keys: KeyStore, hash: string): Promise<AuthenticatedKey> {
  const found = await keys.findByHash(hash)
  if (found) return found as AuthenticatedKey
  throw refused(
    'this server does not know it, or it was revoked. "valetkey key create" makes a new one.',
  )
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
