import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../errors.ts'
import { Secret } from '../secret.ts'
import type { Vault } from '../vault/vault.ts'
import type { TokenSet } from './connection.ts'
import type { TokenStore } from './token-store.ts'

/** Which refresh a spooled pair came from: the connection and the version of its tokens that was refreshed. */
export interface SpooledName {
  readonly id: string
  readonly version: number
}

/** Rotated pairs that the database did not take, sealed and on disk: without them their grants would end with this process. */
export interface Spool {
  /** On disk for the next process. A power cut may still take it. */
  readonly keep: (name: SpooledName, tokens: TokenSet) => void
  /** Makes what is kept safe against a power cut as well, which takes longer. */
  readonly flush: (name: SpooledName) => void
  /**
   * Null when there is none, or what is left of it is worth nothing. Throws for one that cannot be had at the moment: its
   * refresh token is used up, and nobody may ask with that.
   */
  readonly find: (name: SpooledName) => TokenSet | null
  readonly drop: (name: SpooledName) => void
  readonly all: () => SpooledName[]
}

export function createSpool({ folder, vault }: { folder: string; vault: Vault }): Spool {
  const fileOf = (name: SpooledName): string => join(folder, nameOf(name))
  return {
    keep(name, tokens) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      writeWhole(fileOf(name), vault.seal(writeTokens(tokens), placeOf(name)))
    },
    flush(name) {
      flush(fileOf(name))
      flush(folder)
    },
    find(name) {
      const sealed = readIfThere(fileOf(name))
      return sealed === null ? null : openedOrNull(vault, sealed, name)
    },
    drop: (name) => {
      rmSync(fileOf(name), { force: true })
      // What a full disk cut off.
      rmSync(unfinished(fileOf(name)), { force: true })
    },
    all: () => namesIn(folder),
  }
}

interface DrainNeeds {
  readonly spool: Spool
  readonly store: Pick<TokenStore, 'read' | 'commit'>
  /** Whether an error says that the store cannot be asked at all. */
  readonly isAway?: (error: unknown) => boolean
}

/**
 * Writes what was spooled into the database. It needs no lease: a version of a connection has one successor, and the write is
 * for that version only. A pair whose connection has moved on or is gone is worth nothing. One that fails holds up no other.
 */
export async function drainSpool(needs: DrainNeeds, stopping: () => boolean): Promise<void> {
  const failures: unknown[] = []
  for (const name of needs.spool.all()) {
    if (stopping()) return
    try {
      await drain(needs, name)
    } catch (error) {
      failures.push(error)
      if (needs.isAway?.(error)) break
    }
  }
  if (failures.length > 0) throw failures[0]
}

async function drain({ spool, store }: DrainNeeds, name: SpooledName): Promise<void> {
  const open = await store.read(name.id)
  if (open?.connection.tokenVersion === name.version) {
    const tokens = spool.find(name)
    if (!tokens) return
    await store.commit(name.id, name.version, tokens)
  }
  spool.drop(name)
}

const nameOf = ({ id, version }: SpooledName): string => `${id}-${version}`
const placeOf = (name: SpooledName) => ({ table: 'spool', id: nameOf(name), column: 'tokens' })

/** What was changed or cut off is worth nothing. A key that is missing may be put back. */
function openedOrNull(vault: Vault, sealed: string, name: SpooledName): TokenSet | null {
  try {
    return readTokens(vault.open(sealed, placeOf(name)))
  } catch (error) {
    if (error instanceof Failure && error.extras.reason === 'seal_key_unknown') throw error
    return null
  }
}

const unfinished = (file: string): string => `${file}.part`

/** Under another name first: a file that was cut off in the middle must not look like a whole one. */
function writeWhole(file: string, text: string): void {
  writeFileSync(unfinished(file), text, { mode: 0o600 })
  renameSync(unfinished(file), file)
}

/** A file, or a folder: a new name is on disk only when its folder is. */
function flush(place: string): void {
  const descriptor = openSync(place, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** A disk or a process in trouble. Looking whether a file is there takes no descriptor. */
const troubles = new Set(['EIO', 'EMFILE', 'ENFILE', 'ENOMEM'])

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!troubles.has(code) || !existsSync(file)) return null
    const detail = `New tokens wait on the disk of this server, which cannot read them now (${code}).`
    throw new Failure('store_unavailable', detail, { cause: error })
  }
}

function namesIn(folder: string): SpooledName[] {
  let files: string[]
  try {
    files = readdirSync(folder)
  } catch {
    return []
  }
  return files.flatMap((file) => {
    const [, id, version] = /^([0-9a-f-]{36})-(\d+)$/.exec(file) ?? []
    return id === undefined ? [] : [{ id, version: Number(version) }]
  })
}

const writeTokens = ({ accessToken, refreshToken, ...plain }: TokenSet): string =>
  JSON.stringify({
    ...plain,
    accessToken: accessToken.reveal(),
    refreshToken: refreshToken?.reveal() ?? null,
  })

/** The seal proves that the text is one that `writeTokens` made. */
function readTokens(text: string): TokenSet {
  const plain = JSON.parse(text) as Omit<TokenSet, 'accessToken' | 'refreshToken'> & {
    accessToken: string
    refreshToken: string | null
  }
  return {
    ...plain,
    accessToken: new Secret(plain.accessToken),
    refreshToken: plain.refreshToken === null ? null : new Secret(plain.refreshToken),
  }
}
