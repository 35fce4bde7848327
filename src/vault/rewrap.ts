import { Failure } from '../errors.ts'
import type { Vault, Where } from './vault.ts'

/** What a rotation needs of the database: the sealed texts, page by page, and a careful way to replace them. */
export interface RewrapStore {
  readonly columns: readonly Column[]
  readonly countByKey: () => Promise<readonly KeyCount[]>
  readonly pageOfOthers: (
    column: Column,
    page: { keyId: string; after: string; limit: number },
  ) => Promise<readonly { id: string; sealed: string }[]>
  /** Each only where the old text still stands. Returns how many did. */
  readonly replace: (
    column: Column,
    changes: readonly { id: string; from: string; to: string }[],
  ) => Promise<number>
}

export interface Column {
  readonly table: string
  readonly key: string
  readonly column: string
}

export interface KeyCount {
  readonly table: string
  readonly column: string
  readonly keyId: string
  readonly records: number
}

export interface Rewrapped {
  readonly moved: number
  /** Records that still need another key: unopened ones, and ones that arrived under another key until the end. */
  readonly left: readonly KeyCount[]
  /** Records that cannot be moved, because they were damaged or their key is not there. */
  readonly unopened: readonly Where[]
}

interface Rewrap {
  readonly store: RewrapStore
  readonly vault: Vault
  /** Told after each batch. */
  readonly onMoved: (moved: number) => void
  readonly signal: AbortSignal
}

/** Small, because a writer of SQLite waits for the batch, and so does a whole server. */
const batch = 50
/** A second pass finds what a server that had not seen the new key wrote during the first. More are not expected. */
const passes = 10

/**
 * Moves every record to the current sealing key while servers work on the same tables. A record that changes under our hands is
 * left to its writer and looked at again in the next pass. Each batch is committed by itself, so that a rotation that was killed
 * goes on where it stopped.
 */
export async function rewrap(work: Rewrap): Promise<Rewrapped> {
  let moved = 0
  for (let pass = 1; ; pass += 1) {
    const unopened: Where[] = []
    for (const column of work.store.columns) {
      moved = await rewrapColumn({ ...work, column, unopened }, moved)
    }
    const keyId = work.vault.currentKeyId
    const left = (await work.store.countByKey()).filter((count) => count.keyId !== keyId)
    if (total(left) <= unopened.length || pass === passes) return { moved, left, unopened }
  }
}

const total = (counts: readonly KeyCount[]): number =>
  counts.reduce((sum, { records }) => sum + records, 0)

interface ColumnWork extends Rewrap {
  readonly column: Column
  readonly unopened: Where[]
}

async function rewrapColumn(work: ColumnWork, before: number): Promise<number> {
  const { store, vault, column, onMoved, signal } = work
  let moved = before
  for (let after = ''; ;) {
    signal.throwIfAborted()
    const page = { keyId: vault.currentKeyId, after, limit: batch }
    const found = await store.pageOfOthers(column, page)
    const last = found.at(-1)
    if (last === undefined) return moved
    moved += await store.replace(column, changesOf(found, work))
    onMoved(moved)
    after = last.id
  }
}

function changesOf(
  found: readonly { id: string; sealed: string }[],
  { vault, column: { table, column }, unopened }: ColumnWork,
): { id: string; from: string; to: string }[] {
  return found.flatMap(({ id, sealed }) => {
    const where = { table, id, column }
    const to = resealed(vault, sealed, where)
    if (to !== null) return [{ id, from: sealed, to }]
    unopened.push(where)
    return []
  })
}

/** One damaged record must not keep all others under the old key. */
function resealed(vault: Vault, sealed: string, where: Where): string | null {
  try {
    return vault.reseal(sealed, where)
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}
