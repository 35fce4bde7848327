import type { ChangeFollower } from '../database/follow-changes.ts'
import { createTrustedAnswers } from '../database/trusted-answers.ts'
import { Failure } from '../errors.ts'
import { hashApiKey, isWellFormedApiKey } from './api-key.ts'
import type { Cidrs } from '../policy/cidr.ts'
import { callerAddress, type Caller } from './caller-address.ts'
import type { ApiKey, KeyStore } from './key-store.ts'

declare const proven: unique symbol

/** A key that was shown, found, not revoked, not expired, and used from where it may be used. Only `createAuthenticator` makes values of this type. */
export type AuthenticatedKey = ApiKey & { readonly [proven]: true }

export interface Authenticator {
  /** The key if it was looked up within the last second or has not changed since, else null: the hot path's answer without waiting. */
  cached: (credential: Credential) => AuthenticatedKey | null
  /** Looks the key up, or throws `invalid_api_key`. */
  authenticate: (credential: Credential) => Promise<AuthenticatedKey>
  /** Whether a key that was shown before is still good, here and now. */
  stands: (key: ApiKey, caller: Caller | null) => boolean
}

/** The two headers a key may come in: RFC 6750 section 2.1, and `x-api-key`, which older clients send. */
export interface Credential {
  readonly authorization: string | undefined
  readonly apiKeyHeader: string | undefined
  /** The request itself, for keys that may be used from some networks only. Without it, such a key is refused. */
  readonly caller?: Caller | null
}

interface Needs {
  readonly keys: Pick<KeyStore, 'findByHash'>
  readonly now: () => number
  readonly isStoreUnavailable?: (error: unknown) => boolean
  readonly changes?: ChangeFollower
  /** Proxies of the operator's, which say where a request came from. */
  readonly trustedProxies?: Cidrs | null
}

/** Remembers keys by hash; the key's own text is not kept. A revocation is seen within a second whenever the store answers. */
export function createAuthenticator({
  keys,
  now,
  isStoreUnavailable = () => false,
  changes,
  trustedProxies = null,
}: Needs): Authenticator {
  const known = createTrustedAnswers<AuthenticatedKey>({
    now,
    isUnavailable: isStoreUnavailable,
    ...(changes && { follow: { changes, topicOf: (hash) => hash } }),
    isGood: (key, at) => !isExpired(key, at),
    // A text that is no key now never becomes one: keys are made by chance.
    isRefusal: (error) => error instanceof Failure && error.code === 'invalid_api_key',
  })
  return {
    async authenticate(credential) {
      const hash = hashApiKey(wellFormedKey(credential))
      const key = await known.ask(hash, () => lookUp(keys, hash))
      if (isExpired(key, now())) throw expired(key)
      return fromHere(key, credential.caller ?? null, trustedProxies)
    },
    cached(credential) {
      const text = presentedKey(credential)
      const key = text === null ? null : known.recent(hashApiKey(text))
      return key?.restrictions ? fromHere(key, credential.caller ?? null, trustedProxies) : key
    },
    stands: (key, caller) =>
      key.revokedAt === null && !isExpired(key, now()) && isHere(key, caller, trustedProxies),
  }
}

const isExpired = ({ restrictions }: ApiKey, at: number): boolean =>
  restrictions !== null && restrictions.expiresAt !== null && restrictions.expiresAt <= at

const expired = ({ name, restrictions }: ApiKey): Failure =>
  new Failure(
    'key_expired',
    `The API key "${name}" ended at ${new Date(restrictions?.expiresAt ?? 0).toISOString()}. Ask whoever gave it to you for a new one, or for more time.`,
  )

/** The key, if it may be used from where the request comes from. */
function fromHere(
  key: AuthenticatedKey,
  caller: Caller | null,
  trustedProxies: Cidrs | null,
): AuthenticatedKey {
  if (isHere(key, caller, trustedProxies)) return key
  throw new Failure(
    'address_not_allowed',
    `The API key "${key.name}" may not be used from ${callerAddress(caller, trustedProxies) ?? 'an address that is not known'}. It is bound to certain networks. Behind a proxy the operator sets VALETKEY_TRUST_PROXY.`,
  )
}

function isHere(key: ApiKey, caller: Caller | null, trustedProxies: Cidrs | null): boolean {
  const cidrs = key.restrictions?.cidrs
  if (!cidrs) return true
  const address = callerAddress(caller, trustedProxies)
  return address !== null && cidrs.contains(address)
}

async function lookUp(keys: Needs['keys'], hash: string): Promise<AuthenticatedKey> {
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

const operatorId = 'operator'

export const isOperator = ({ id }: AuthenticatedKey): boolean => id === operatorId

/** Stands for the person who runs the server: whoever can open the store and its sealing key has everything already. */
export function operatorKey(ownerId: string): AuthenticatedKey {
  const key: ApiKey = {
    id: operatorId,
    ownerId,
    name: 'operator',
    createdAt: 0,
    revokedAt: null,
    restrictions: null,
  }
  return key as AuthenticatedKey
}
