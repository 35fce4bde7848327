import type { RevocationRow } from '../database/schema.ts'
import { Secret } from '../secret.ts'
import type { Vault } from '../vault/vault.ts'
import type { ServerToServerCredentials } from './connection.ts'

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
  sealRevocable: (id: string, grant: Revocable) => string
  openRevocable: (row: RevocationRow) => Revocable
}

/** What it takes to revoke a grant whose connection is gone. */
export interface Revocable {
  readonly app: string
  readonly issuer: string | null
  readonly clientId: string | null
  readonly accessExpiresAt: number | null
  readonly tokens: TokenPair
  readonly credentials: ServerToServerCredentials | null
}

export function createSealedTokens({ vault }: { vault: Vault }): SealedTokens {
  const place = (id: string, column: 'tokens' | 'credentials') => ({
    table: 'connections',
    id,
    column,
  })
  return {
    seal: (id, tokens) => vault.seal(writePair(tokens), place(id, 'tokens')),
    open: (id, sealed) => readPair(vault.open(sealed, place(id, 'tokens'))),
    sealCredentials: (id, credentials) =>
      vault.seal(writeCredentials(credentials), place(id, 'credentials')),
    openCredentials: (id, sealed) => readCredentials(vault.open(sealed, place(id, 'credentials'))),
    sealRevocable: (id, grant) => vault.seal(writeRevocable(grant), revocationPlace(id)),
    openRevocable: (row) => ({
      app: row.app,
      issuer: row.issuer,
      clientId: row.client_id,
      ...readRevocable(vault.open(row.secrets, revocationPlace(row.id))),
    }),
  }
}

const revocationPlace = (id: string) => ({ table: 'revocations', id, column: 'secrets' })

function writeRevocable({ accessExpiresAt, tokens, credentials }: Revocable): string {
  return JSON.stringify({
    access_expires_at: accessExpiresAt,
    tokens: writePair(tokens),
    credentials: credentials && writeCredentials(credentials),
  })
}

/** The seal proves that the text is one that `writeRevocable` made. */
function readRevocable(
  text: string,
): Pick<Revocable, 'accessExpiresAt' | 'tokens' | 'credentials'> {
  const plain = JSON.parse(text) as {
    access_expires_at: number | null
    tokens: string
    credentials: string | null
  }
  return {
    accessExpiresAt: plain.access_expires_at,
    tokens: readPair(plain.tokens),
    credentials: plain.credentials === null ? null : readCredentials(plain.credentials),
  }
}

function writePair({ accessToken, refreshToken }: TokenPair): string {
  return JSON.stringify({
    access_token: accessToken.reveal(),
    refresh_token: refreshToken?.reveal() ?? null,
  })
}

/** The seal proves that the text is one that `writePair` made. */
function readPair(text: string): TokenPair {
  const plain = JSON.parse(text) as { access_token: string; refresh_token: string | null }
  return {
    accessToken: new Secret(plain.access_token),
    refreshToken: plain.refresh_token === null ? null : new Secret(plain.refresh_token),
  }
}

function writeCredentials({
  accountId,
  clientId,
  clientSecret,
}: ServerToServerCredentials): string {
  return JSON.stringify({
    account_id: accountId,
    client_id: clientId,
    client_secret: clientSecret.reveal(),
  })
}

/** The seal proves that the text is one that `writeCredentials` made. */
function readCredentials(text: string): ServerToServerCredentials {
  const plain = JSON.parse(text) as { account_id: string; client_id: string; client_secret: string }
  return {
    accountId: plain.account_id,
    clientId: plain.client_id,
    clientSecret: new Secret(plain.client_secret),
  }
}
