import { Secret } from '../secret.ts'
import type { Vault } from '../vault/vault.ts'
import type { ServerToServerCredentials, TokenSet } from './connection.ts'

/** What sleeps in `connections.tokens`, before sealing. */
export interface TokenPair {
  readonly accessToken: Secret
  readonly refreshToken: Secret | null
}

/** Sealing of the two secret columns of a connection. The row's id is bound in, so a value copied to another row does not open. */
export interface SealedTokens {
  seal: (id: string, tokens: TokenPair) => string
  open: (id: string, sealed: string) => TokenPair
  sealCredentials: (id: string, credentials: ServerToServerCredentials) => string
  openCredentials: (id: string, sealed: string) => ServerToServerCredentials
}

export function createSealedTokens({ vault }: { vault: Vault }): SealedTokens {
  const tokensOf = (id: string) => ({ table: 'connections', id, column: 'tokens' })
  const credentialsOf = (id: string) => ({ table: 'connections', id, column: 'credentials' })
  return {
    seal(id, { accessToken, refreshToken }: Pick<TokenSet, 'accessToken' | 'refreshToken'>) {
      const plain = {
        access_token: accessToken.reveal(),
        refresh_token: refreshToken?.reveal() ?? null,
      }
      return vault.seal(JSON.stringify(plain), tokensOf(id))
    },

    open(id, sealed) {
      const plain = JSON.parse(vault.open(sealed, tokensOf(id))) as {
        access_token: string
        refresh_token: string | null
      }
      return {
        accessToken: new Secret(plain.access_token),
        refreshToken: plain.refresh_token === null ? null : new Secret(plain.refresh_token),
      }
    },

    sealCredentials(id, { accountId, clientId, clientSecret }) {
      const plain = {
        account_id: accountId,
        client_id: clientId,
        client_secret: clientSecret.reveal(),
      }
      return vault.seal(JSON.stringify(plain), credentialsOf(id))
    },

    openCredentials(id, sealed) {
      const plain = JSON.parse(vault.open(sealed, credentialsOf(id))) as {
        account_id: string
        client_id: string
        client_secret: string
      }
      return {
        accountId: plain.account_id,
        clientId: plain.client_id,
        clientSecret: new Secret(plain.client_secret),
      }
    },
  }
}
