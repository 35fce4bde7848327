import type { Config } from '../config.ts'
import { startServer } from '../server.ts'
import { needsSimulator, pointedAt, startBuiltInSimulator } from './built-in-simulator.ts'
import { prepareFirstCall, type FirstCall } from './first-call.ts'
import { removeRunning, writeRunning } from './running-file.ts'
import type { Serving, Start } from './serving.ts'

/** A server that is ready, and what its operator should be told about it. */
export interface Launched extends FirstCall, Serving {
  readonly simulatorUrl: string | null
}

/** Starts the server, the simulator if nothing else is configured, and makes sure that a first call can succeed. */
export async function launch(config: Config, version: string): Promise<Launched> {
  const builtIn = needsSimulator(config) ? await startBuiltInSimulator(config) : null
  const start = { config: builtIn ? pointedAt(config, builtIn) : config, builtIn, version }
  try {
    const serving = config.workers > 1 ? await serveByWorkers(start) : await serve(start)
    return announced(start, serving)
  } catch (error) {
    await builtIn?.simulator.close()
    throw error
  }
}

async function serve({ config, builtIn, version }: Start): Promise<Serving & FirstCall> {
  const { url, publicUrl, rooms, close, landed } = await startServer(config, { version })
  try {
    const first = await prepareFirstCall(config, rooms, builtIn)
    return { url, publicUrl, ...first, ended: new Promise<void>(() => undefined), close, landed }
  } catch (error) {
    await close()
    throw error
  }
}

/** Loaded late: a server of one process never reads it. */
async function serveByWorkers(start: Start): Promise<Serving & FirstCall> {
  const workers = await import('./workers/serve-by-workers.ts')
  return workers.serveByWorkers(start)
}

/** Tells the commands that work beside it where it is. */
function announced({ config, builtIn }: Start, serving: Serving & FirstCall): Launched {
  const simulatorUrl = builtIn?.url ?? null
  // Beside PostgreSQL there need not be a data folder at all.
  const hasFolder = config.databaseUrl === null || builtIn !== null
  if (hasFolder) writeRunning(config.dataDir, { publicUrl: serving.publicUrl, simulatorUrl })
  return {
    ...serving,
    simulatorUrl,
    close: async () => {
      if (hasFolder) removeRunning(config.dataDir)
      await serving.close()
      await builtIn?.simulator.close()
    },
  }
}
