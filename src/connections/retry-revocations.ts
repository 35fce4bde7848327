import type { Grants } from './grants.ts'
import type { RevocationStore } from './revocation-store.ts'

const atOnce = 20

/** One round: asks again for what Zoom has not confirmed. `revoke` forgets the grant when it is confirmed. */
export async function retryRevocations(
  { store, grants }: { store: RevocationStore; grants: Pick<Grants, 'revokePending'> },
  stopping: () => boolean,
): Promise<void> {
  for (const { id, grant } of await store.takeDue(atOnce)) {
    if (stopping()) return
    await grants.revokePending(id, grant)
  }
}
