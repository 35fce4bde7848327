/** Counts hits in fixed windows of time. Old windows are dropped as their successors begin. */
export type Windows = {
  /** Counts one hit if there is room for it. */
  readonly take: (key: string, quota: Quota, now: number) => Room
}

export type Quota = { readonly limit: number; readonly windowMs: number }

export type Room = {
  readonly allowed: boolean
  readonly remaining: number
  /** Epoch milliseconds of the next window. */
  readonly resetsAt: number
}

const SWEEP_AT = 10_000

export function createWindows(): Windows {
  const counts = new Map<string, { endsAt: number; used: number }>()
  return {
    take: (key, quota, now) => {
      if (counts.size > SWEEP_AT) sweep(counts, now)
      const found = counts.get(key)
      const fresh = { endsAt: (Math.floor(now / quota.windowMs) + 1) * quota.windowMs, used: 0 }
      const count = found && found.endsAt === fresh.endsAt ? found : fresh
      counts.set(key, count)
      const allowed = count.used < quota.limit
      if (allowed) count.used += 1
      return { allowed, remaining: quota.limit - count.used, resetsAt: count.endsAt }
    },
  }
}

function sweep(counts: Map<string, { endsAt: number }>, now: number): void {
  for (const [key, { endsAt }] of counts) if (endsAt <= now) counts.delete(key)
}
