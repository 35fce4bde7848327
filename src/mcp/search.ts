import type { Endpoint } from '../apps/app.ts'

const wordsOf = (text: string): string[] =>
  text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    // "meetings" finds "meeting" and the other way round.
    .map((word) => word.replace(/s$/, ''))
    .filter((word) => word !== '')

/** The endpoints that a search means, best first: those that say most of its words, and among them the plainest. */
export function searched(endpoints: readonly Endpoint[], query: string): readonly Endpoint[] {
  const wanted = new Set(wordsOf(query))
  if (wanted.size === 0) return endpoints
  return endpoints
    .map((endpoint) => {
      const { id, summary, cli, path, method, effect } = endpoint
      const said = new Set(wordsOf([id, summary, cli, path, method, effect].join(' ')))
      const hits = [...wanted].filter((word) => said.has(word)).length
      return { endpoint, hits, rest: new Set(wordsOf(cli)).size }
    })
    .filter(({ hits }) => hits > 0)
    .sort((a, b) => b.hits - a.hits || a.rest - b.rest)
    .map(({ endpoint }) => endpoint)
}
