import type { Config } from '../config.ts'
import { defaultOwnerName } from '../keys/owner-store.ts'
import type { Secret } from '../secret.ts'
import { startServer, type RunningServer } from '../server.ts'
import {
  needsSimulator,
  pointedAt,
  startBuiltInSimulator,
  type BuiltInSimulator,
} from './built-in-simulator.ts'
import { ensureDemoConnection } from './demo-connection.ts'
import { removeRunning, writeRunning } from './running-file.ts'

/** A server that is ready, and what its operator should be told about it. */
export interface Launched {
  readonly url: string
  readonly publicUrl: string
  readonly simulatorUrl: string | null
  /** Only when this start created the server's first key. It cannot be read again. */
  readonly apiKey: Secret | null
  readonly connectionId: string | null
  readonly close: () => Promise<void>
}

/** Starts the server, the simulator if nothing else is configured, and makes sure that a first call can succeed. */
export async function launch(config: Config, version: string): Promise<Launched> {
  const builtIn = needsSimulator(config) ? await startBuiltInSimulator(config) : null
  try {
    return await serve(builtIn ? pointedAt(config, builtIn) : config, { builtIn, version })
  } catch (error) {
    await builtIn?.simulator.close()
    throw error
  }
}

interface Start {
  readonly builtIn: BuiltInSimulator | null
  readonly version: string
}

async function serve(config: Config, { builtIn, version }: Start): Promise<Launched> {
  const server = await startServer(config, { version })
  try {
    const first = await prepare(config, server, builtIn)
    const simulatorUrl = builtIn?.url ?? null
    // Beside PostgreSQL there need not be a data folder at all.
    const hasFolder = config.databaseUrl === null || builtIn !== null
    if (hasFolder) writeRunning(config.dataDir, { publicUrl: server.publicUrl, simulatorUrl })
    return {
      url: server.url,
      publicUrl: server.publicUrl,
      simulatorUrl,
      ...first,
      close: async () => {
        if (hasFolder) removeRunning(config.dataDir)
        await server.close()
        await builtIn?.simulator.close()
      },
    }
  } catch (error) {
    await server.close()
    throw error
  }
}

/** The first start makes the first key. A later one finds keys and makes none, also when all of them were revoked. */
async function prepare(
  config: Config,
  { rooms }: RunningServer,
  builtIn: BuiltInSimulator | null,
): Promise<Pick<Launched, 'apiKey' | 'connectionId'>> {
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
