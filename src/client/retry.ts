/** What may be repeated: reading always, creating only under a key that the server knows it by, anything else never. */
export type Repeatable = 'safe' | 'keyed' | 'never'

export interface Failed {
  /** Null when no answer came. */
  readonly status: number | null
  /** Valetkey says it, not the API behind it. */
  readonly own: boolean
  readonly retryAfterSeconds: number | null
  /** The server has shown that it takes note of idempotency keys. */
  readonly keysUnderstood: boolean
}

const longestWaitMs = 30_000
const longestBackoffMs = 8_000

/**
 * How long to wait before the same request is sent again; null when it must not be, or not so soon. `random` is a number
 * from 0 to 1 that keeps many clients from coming back all at once.
 */
export function pauseMs(
  repeatable: Repeatable,
  failed: Failed,
  { attempt, random }: { attempt: number; random: number },
): number | null {
  if (!mayRepeat(repeatable, failed)) return null
  const backoff = Math.min(250 * 2 ** attempt, longestBackoffMs) * (0.5 + random / 2)
  const asked = failed.retryAfterSeconds === null ? null : failed.retryAfterSeconds * 1_000
  if (asked === null) return backoff
  return asked <= longestWaitMs ? Math.max(asked, backoff) : null
}

function mayRepeat(repeatable: Repeatable, { status, own, keysUnderstood }: Failed): boolean {
  if (repeatable === 'never') return false
  // Refused before any effect, whoever says it.
  if (status === 429) return true
  const unclear = status === null || (own && [502, 503, 504].includes(status))
  // It may have happened all the same. Only the key makes a second sending harmless, and only where it is known.
  return unclear && (repeatable === 'safe' || keysUnderstood)
}

/** Resolves after the time, or rejects with the signal's reason as soon as it is aborted. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
