import type { Connection } from '../connections/connection.ts'
import type { ConsentOutcome } from '../connections/grants.ts'
import type { ConnectRoom } from './needs.ts'

/** The reason has been through the redaction of `oauth/`: it holds the authorization server's sentence and no code. */
export function logOutcome(
  { log, acts }: ConnectRoom,
  { id, app, ownerId }: Connection,
  outcome: ConsentOutcome,
): void {
  const failed = outcome.kind === 'failed' ? outcome : null
  log.info('connect_finished', {
    connection_id: id,
    app,
    outcome: outcome.kind,
    fault: failed?.fault ?? null,
    reason: failed?.detail ?? null,
  })
  const detail = failed ? `failed: ${failed.fault}` : outcome.kind
  acts('connect_finished', { actor: 'person', connectionId: id, ownerId, app, detail })
}
