import type { AccessTokens } from './access-token.ts'
import type { RecentUse } from './recent-use.ts'
import type { RenewalKind, RenewalPlace, RenewalStore } from './renewal-store.ts'

export interface KeeperNeeds {
  readonly store: RenewalStore
  readonly use: RecentUse
  readonly accessTokens: Pick<AccessTokens, 'keep'>
  readonly now: () => number
}

const pageSize = 100
/** Refreshes under way at once in this process. Each holds no database connection while it waits for its answer. */
const atOnce = 8

/**
 * One round: renews what requests will need soon, and what would otherwise end unused. Every replica does so; the lease of
 * a connection decides who asks, and the others find its tokens renewed. Nothing is planned ahead, so nothing is lost
 * when a process ends.
 */
export async function keepFresh(needs: KeeperNeeds, stopping: () => boolean): Promise<void> {
  await needs.use.write()
  for (const kind of ['used', 'idle'] as const) await walk(needs, kind, stopping)
}

async function walk(
  { store, accessTokens, now }: KeeperNeeds,
  kind: RenewalKind,
  stopping: () => boolean,
): Promise<void> {
  let after: RenewalPlace | null = null
  while (!stopping()) {
    const page: RenewalPlace[] = await store.next(kind, { at: now(), after, limit: pageSize })
    const waiting = page.map(({ id }) => id)
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let id = waiting.shift(); id && !stopping(); id = waiting.shift()) {
          await accessTokens.keep(id)
        }
      }),
    )
    after = page.at(-1) ?? null
    if (page.length < pageSize) return
  }
}
