import type { BlockHead, Choose } from './audit-store.ts'

export interface Retention {
  readonly keepMs: number
  readonly maxBytes: number
}

/** The last of the oldest blocks that have to go: all of it is too old, or what is kept together with it is too much. */
export function overdue({ keepMs, maxBytes }: Retention, now: number): Choose {
  return (oldest, { head, floor }) => {
    let last: BlockHead | null = null
    for (const block of oldest) {
      const keptBytes = head.totalBytes - (last ?? floor).totalBytes
      // The newest block stays, whatever the limits say.
      const mustGo = block.endedAt < now - keepMs || keptBytes > maxBytes
      if (!mustGo || block.lastSeq >= head.seq) break
      last = block
    }
    return last
  }
}
