import type { Incoming } from '../incoming.ts'

/** OAuth parameters come in the form body or in the query; the body wins. */
export function parameters({ query, headers, body }: Incoming): URLSearchParams {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false
  const merged = new URLSearchParams(query)
  if (!isForm) return merged
  for (const [name, value] of new URLSearchParams(body.bytes.toString())) merged.set(name, value)
  return merged
}
