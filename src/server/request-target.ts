/** A request target, whole and cut behind its first segment, which says whose request it is. */
export interface SplitTarget {
  /** Always begins with a slash. */
  readonly whole: string
  readonly first: string
  /** Path and query behind the first segment. Raw on purpose: nothing of it may be decoded or collapsed. */
  readonly rest: string
}

export function splitTarget(target: string): SplitTarget {
  const whole = originForm(target)
  const end = endOfFirst(whole)
  if (end < 0) return { whole, first: whole.slice(1), rest: '/' }
  return { whole, first: whole.slice(1, end), rest: whole.slice(end) }
}

function endOfFirst(whole: string): number {
  const slash = whole.indexOf('/', 1)
  const mark = whole.indexOf('?')
  return slash < 0 || (mark >= 0 && mark < slash) ? mark : slash
}

/** A client may send the absolute form (RFC 9112, section 3.2.2); what counts is what follows the authority. */
function originForm(target: string): string {
  if (target.startsWith('/')) return target
  const authority = /^https?:\/\/[^/?#]*/i.exec(target)
  const rest = authority ? target.slice(authority[0].length) : target
  return rest.startsWith('/') ? rest : `/${rest}`
}
