import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Authenticator } from '../keys/authenticate.ts'
import { callerIn } from '../keys/caller-address.ts'
import type { ApiKey, KeyStore } from '../keys/key-store.ts'
import { mayOversee, type KeyRestrictions } from '../keys/restrictions.ts'
import type { Vault } from '../vault/vault.ts'
import type { Pages } from '../web/pages.ts'

/** A working day. Revoking the key ends it at once. */
const lifeMs = 12 * 60 * 60_000

export interface SignedIn {
  readonly keyId: string
  readonly ownerId: string
  /** What the key that signed in cannot pass on. */
  readonly restrictions: KeyRestrictions | null
}

export interface SignIns {
  start: (c: Context, key: ApiKey) => void
  /** Who is signed in, if the key that signed in still stands and may still see everything. */
  current: (c: Context) => Promise<SignedIn | null>
  end: (c: Context) => void
}

/** The cookie is sealed for this place, so that no other sealed value of the server passes for one. */
const place = { table: 'dashboard', id: 'sign-in', column: 'cookie' }

/**
 * Sign-ins live in a sealed cookie that names a key and an end. Every replica can read it and none has to remember it. It holds
 * no key, and is worth nothing once that key is revoked.
 */
export function createSignIns({
  vault,
  keys,
  authenticator,
  pages,
  now,
}: {
  vault: Pick<Vault, 'seal' | 'open'>
  keys: Pick<KeyStore, 'get'>
  authenticator: Pick<Authenticator, 'stands'>
  pages: Pages
  now: () => number
}): SignIns {
  const name = pages.secure ? '__Host-valetkey-sign-in' : 'valetkey-sign-in'
  const options = {
    httpOnly: true,
    sameSite: 'Strict',
    secure: pages.secure,
    path: pages.secure ? '/' : `${pages.basePath}/`,
  } as const
  return {
    start(c, { id, ownerId }) {
      const said: Said = { keyId: id, ownerId, until: now() + lifeMs }
      setCookie(c, name, vault.seal(JSON.stringify(said), place), {
        ...options,
        maxAge: lifeMs / 1000,
      })
    },
    async current(c) {
      const said = opened(vault, getCookie(c, name))
      if (!said || said.until <= now()) return null
      const key = await keys.get(said.ownerId, said.keyId)
      const stands = key && mayOversee(key) && authenticator.stands(key, callerIn(c.env))
      return stands ? { ...said, restrictions: key.restrictions } : null
    },
    end(c) {
      deleteCookie(c, name, options)
    },
  }
}

interface Said extends Omit<SignedIn, 'restrictions'> {
  readonly until: number
}

/** A cookie that does not open is no cookie: it was made up, or sealed with a key that is gone. */
function opened(vault: Pick<Vault, 'open'>, cookie: string | undefined): Said | null {
  if (cookie === undefined) return null
  try {
    return JSON.parse(vault.open(cookie, place)) as Said
  } catch {
    return null
  }
}
