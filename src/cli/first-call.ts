import type { Config } from '../config.ts'
import { defaultOwnerName } from '../keys/owner-store.ts'
import type { Rooms } from '../rooms.ts'
import type { Secret } from '../secret.ts'
import type { BuiltInSimulator } from './built-in-simulator.ts'
import { ensureDemoConnection } from './demo-connection.ts'

/** What a person needs to make a first call that succeeds. */
export interface FirstCall {
  /** Only when this start created the server's first key. It cannot be read again. */
  readonly apiKey: Secret | null
  readonly connectionId: string | null
}

/** The first start makes the first key. A later one finds keys and makes none, also when all of them were revoked. */
export async function prepareFirstCall(
  config: Config,
  rooms: Rooms,
  builtIn: BuiltInSimulator | null,
): Promise<FirstCall> {
  const owner = await rooms.owners.ensure(defaultOwnerName)
  const first = (await rooms.keys.any())
    ? null
    : await rooms.keys.create({ ownerId: owner.id, name: 'first key' })
  const [appClient] = config.appClients
  if (!appClient) return { apiKey: first?.secret ?? null, connectionId: null }
  const connection = builtIn
    ? await ensureDemoConnection({
        rooms,
        simulator: builtIn.simulator,
        ownerId: owner.id,
        appClient,
      })
    : await rooms.connections.oldestActive(owner.id, appClient.app.name, {
        issuer: appClient.issuer,
        clientId: appClient.client?.id ?? '',
      })
  return { apiKey: first?.secret ?? null, connectionId: connection?.id ?? null }
}
