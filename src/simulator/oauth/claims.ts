import { randomBytes } from 'node:crypto'
import type { Grant } from './ledger.ts'
import { signJwt, verifyJwt } from './jwt.ts'
import type { OAuthTexts } from './texts.ts'

/** What we read back from a token of ours: enough to rebuild its grant after a restart. */
export type Claims = {
  readonly type: 'access_token' | 'refresh_token'
  readonly grantId: string
  readonly clientId: string
  readonly userId: string | undefined
  /** Undefined: everything the app is registered for. Saying so in one word keeps the token short. */
  readonly scopes: readonly string[] | undefined
  readonly rotation: number
  readonly grantedAt: number
  readonly expiresAt: number
}

export type TokenInk = { readonly key: string; readonly texts: OAuthTexts; readonly grant: Grant }

/** Claim names follow a published sample of the vendor's tokens; `scp`, `rot` and `gat` are ours. */
export function writeToken(
  ink: TokenInk,
  type: Claims['type'],
  time: { readonly now: number; readonly life: number },
): string {
  const { key, texts, grant } = ink
  const issued = Math.floor(time.now / 1000)
  const all = grant.scopes.size === grant.client.scopes.length
  return signJwt(
    key,
    { v: '2.0', kid: '1' },
    {
      ver: 9,
      clientId: grant.client.id,
      iss: texts.issuer(grant.client.id),
      authenticationId: grant.id,
      ...(grant.person && { userId: grant.person.id, accountId: grant.person.accountId }),
      aud: texts.audience,
      nbf: issued,
      exp: issued + time.life,
      iat: issued,
      tokenType: type,
      jti: randomBytes(12).toString('base64url'),
      toleranceId: 0,
      rot: grant.rotation,
      gat: grant.grantedAt,
      ...(!all && { scp: [...grant.scopes].join(' ') }),
    },
  )
}

/** Undefined when the signature is not ours or a claim is missing. */
export function readClaims(key: string, token: string): Claims | undefined {
  const raw = verifyJwt(key, token)
  if (!raw) return undefined
  const { tokenType, authenticationId, clientId, userId, scp, rot, gat, exp } = raw
  if (tokenType !== 'access_token' && tokenType !== 'refresh_token') return undefined
  if (typeof authenticationId !== 'string' || typeof clientId !== 'string') return undefined
  if (typeof rot !== 'number' || typeof gat !== 'number' || typeof exp !== 'number')
    return undefined
  return {
    type: tokenType,
    grantId: authenticationId,
    clientId,
    userId: typeof userId === 'string' ? userId : undefined,
    scopes: typeof scp === 'string' ? scp.split(' ') : undefined,
    rotation: rot,
    grantedAt: gat,
    expiresAt: exp * 1000,
  }
}
