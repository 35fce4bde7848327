import type { GrantedTokens } from '../oauth/token-answer.ts'
import type { TokenSet } from './connection.ts'
import type { OpenConnection } from './open-connection.ts'

/**
 * Turns an answer into what is stored. An answer without a refresh token leaves the one before in force (RFC 6749, section 6); a missing
 * scope list means no change (section 5.1).
 */
export function tokenSet(
  granted: GrantedTokens,
  { previous, now }: { previous: OpenConnection | null; now: number },
): TokenSet {
  return {
    accessToken: granted.accessToken,
    refreshToken: granted.refreshToken ?? previous?.tokens?.refreshToken ?? null,
    accessExpiresAt: now + granted.expiresIn * 1_000,
    scopes: granted.scopes.length > 0 ? granted.scopes : (previous?.connection.scopes ?? []),
    apiUrl: granted.apiUrl ?? previous?.connection.apiUrl ?? null,
  }
}
