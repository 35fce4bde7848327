/** One thing to go wrong, for the next `times` requests that match. */
export type Fault = {
  readonly method: string | undefined
  /** Exact raw path, or a prefix that ends in `*`. */
  readonly path: string | undefined
  readonly times: number
  readonly effect: Effect
}

export type Effect = {
  /** Answer this status instead of processing. */
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Wait before processing. */
  readonly delayMs?: number
  /** Cut the connection before processing. */
  readonly reset?: boolean
  /** Process, send this many bytes of the answer's body, then cut the connection. */
  readonly truncateAfter?: number
  /** Process, then cut the connection without an answer. */
  readonly dropResponse?: boolean
}

export type Faults = {
  readonly add: (fault: Fault) => void
  /** Takes the oldest matching fault, once. */
  readonly take: (method: string, rawPath: string) => Effect | undefined
  readonly list: () => readonly Fault[]
  readonly clear: () => void
}

export function createFaults(): Faults {
  let waiting: { fault: Fault; left: number }[] = []
  return {
    add: (fault) => {
      waiting.push({ fault, left: fault.times })
    },
    take: (method, rawPath) => {
      const found = waiting.find(({ fault }) => matches(fault, method, rawPath))
      if (!found) return undefined
      found.left -= 1
      if (found.left <= 0) waiting = waiting.filter((one) => one !== found)
      return found.fault.effect
    },
    list: () => waiting.map(({ fault, left }) => ({ ...fault, times: left })),
    clear: () => {
      waiting = []
    },
  }
}

function matches(fault: Fault, method: string, rawPath: string): boolean {
  if (fault.method !== undefined && fault.method !== method) return false
  if (fault.path === undefined) return true
  return fault.path.endsWith('*')
    ? rawPath.startsWith(fault.path.slice(0, -1))
    : rawPath === fault.path
}
