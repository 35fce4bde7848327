import type { AccessTokens } from './access-token.ts'
import type { Grants } from './grants.ts'
import type { IdentityStore } from './identity-store.ts'

const atOnce = 20

export interface NamingNeeds {
  readonly store: IdentityStore
  readonly accessTokens: Pick<AccessTokens, 'current'>
  readonly grants: Pick<Grants, 'name'>
}

/** One round: asks again whose grants those are where the question failed before. */
export async function nameGrants(
  { store, accessTokens, grants }: NamingNeeds,
  stopping: () => boolean,
): Promise<void> {
  for (const id of await store.takeDue(atOnce)) {
    if (stopping()) return
    // A grant that has ended or cannot be renewed now tells its own story; it has its next turn.
    const token = await accessTokens.current(id).catch(() => null)
    if (token) await grants.name(token.connection, token.secret)
  }
}
