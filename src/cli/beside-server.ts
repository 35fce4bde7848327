import type { Config } from '../config.ts'
import { needsSimulator, pointedAt, simulatorOf } from './built-in-simulator.ts'
import { readRunning } from './running-file.ts'

/** The configuration that a server on the same data folder works with, so that links and upstreams are the same ones. */
export async function asTheServerRuns(
  config: Config,
): Promise<{ config: Config; publicUrl: string }> {
  const running = readRunning(config.dataDir)
  const publicUrl =
    config.publicUrl ?? running?.publicUrl ?? config.client.url ?? `http://127.0.0.1:${config.port}`
  const url = running?.simulatorUrl ?? null
  if (url === null || !needsSimulator(config)) return { config, publicUrl }
  const simulator = await simulatorOf(config.dataDir)
  return { config: pointedAt(config, { simulator, url }), publicUrl }
}
