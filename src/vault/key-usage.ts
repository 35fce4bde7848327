import type { KeyRing } from './key-ring.ts'
import type { KeyCount } from './rewrap.ts'

/** What one sealing key is to the database. */
export interface KeyUsage {
  readonly keyId: string
  /** `current` seals, `former` only opens, `missing` is needed by records and is not here. */
  readonly role: 'current' | 'former' | 'missing'
  readonly records: number
  readonly byColumn: readonly KeyCount[]
}

/** Every key that this server has or that a record names, in the order of the ring, missing ones last. */
export function keyUsage(ring: KeyRing, counts: readonly KeyCount[]): KeyUsage[] {
  const known = ring.map(({ id }) => id)
  const missing = counts.map(({ keyId }) => keyId).filter((id) => !known.includes(id))
  return [...new Set([...known, ...missing])].map((keyId) => {
    const byColumn = counts.filter((count) => count.keyId === keyId)
    return {
      keyId,
      role: keyId === ring[0].id ? 'current' : known.includes(keyId) ? 'former' : 'missing',
      records: byColumn.reduce((sum, { records }) => sum + records, 0),
      byColumn,
    }
  })
}
