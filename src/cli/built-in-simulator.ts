import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { AppClient } from '../oauth/app-client.ts'
import { Secret } from '../secret.ts'
import type { Simulator } from '../simulator/simulator.ts'

/** Names the simulator as an authorization server: its grants stay good when it comes back on another port. */
const issuer = 'valetkey-simulator'

export interface BuiltInSimulator {
  readonly simulator: Simulator
  readonly url: string
}

/** Whether the simulator stands in: nobody configured an OAuth client, and nobody named another upstream either. */
export function needsSimulator({ appClients }: Config): boolean {
  return appClients.every(
    ({ client, apiUrlIsVendors, app, oauthUrl }) =>
      client === null && apiUrlIsVendors && oauthUrl === app.oauthUrl,
  )
}

/** Starts the simulator of this data folder on a free loopback port. */
export async function startBuiltInSimulator({ dataDir }: Config): Promise<BuiltInSimulator> {
  const simulator = await simulatorOf(dataDir)
  const { url } = await simulator.listen({ port: 0, host: '127.0.0.1' })
  return { simulator, url }
}

/** The same configuration with every app's upstream replaced by the simulator at `url`. */
export function pointedAt(config: Config, { simulator, url }: BuiltInSimulator): Config {
  return {
    ...config,
    appClients: config.appClients.map(({ app }): AppClient => {
      const { clientId, clientSecret } = app.name.endsWith('-admin')
        ? simulator.adminClient
        : simulator
      return {
        app,
        apiUrl: url,
        apiUrlIsVendors: false,
        oauthUrl: url,
        issuer,
        client: { id: clientId, secret: new Secret(clientSecret) },
      }
    }),
  }
}

/** Loaded late: a server with real apps never reads the simulator's code. */
export async function simulatorOf(dataDir: string): Promise<Simulator> {
  const { createSimulator } = await import('../simulator/simulator.ts')
  return createSimulator({ signingKey: signingKey(dataDir) })
}

/** Kept in the data folder, so that the simulator's grants survive a restart as a real vendor's would. */
function signingKey(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'simulator-key')
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(file, 'utf8').trim()
}
