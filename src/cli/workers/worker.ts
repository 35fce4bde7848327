import cluster from 'node:cluster'
import { Failure } from '../../errors.ts'
import type { Config } from '../../config.ts'
import { createLog } from '../../log.ts'
import { startServer, type RunningServer } from '../../server.ts'
import { pointedAt, simulatorOf } from '../built-in-simulator.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { isMessage, type Order } from './messages.ts'
import { metricsOfOthers, tellMetrics } from './metrics-channel.ts'
import { report } from './report.ts'
import { wholeLines } from './whole-lines.ts'

/** One of several processes of one server: serves until a signal, the supervising process or that process's end says stop. */
export async function serveAsWorker(
  config: Config,
  version: string,
  terminal: Terminal,
): Promise<number> {
  // Otherwise Node ends this process, and what is in flight, the moment the supervising process is gone.
  if (cluster.worker) cluster.worker.exitedAfterDisconnect = true
  const told = stopOf(terminal)
  try {
    const order = await Promise.race([serveOrder(), told])
    if (!order) return leave(exitCodes.ok)
    const server = await start(config, order, version)
    tellMetrics(server.rooms.metrics.read)
    await report({ kind: 'ready', url: server.url, publicUrl: server.publicUrl })
    await told
    // While it drains, nobody but the supervising process could tell it to hurry: when that one is gone, it was told twice.
    const hurry = (): void => void server.landed().finally(interrupted)
    terminal.lastThings = server.landed
    process.once('disconnect', hurry)
    await server.close()
    process.off('disconnect', hurry)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    await report({ kind: 'failed', sentence: error.message })
    return leave(exitCodes.error)
  }
  return leave(exitCodes.ok)
}

type ServeOrder = Extract<Order, { kind: 'serve' }>

async function start(read: Config, order: ServeOrder, version: string): Promise<RunningServer> {
  const { port, simulatorUrl, keepsHouse } = order
  const config = { ...read, port, publicUrl: order.publicUrl ?? read.publicUrl }
  const pointed =
    simulatorUrl === null
      ? config
      : pointedAt(config, { simulator: await simulatorOf(config.dataDir), url: simulatorUrl })
  const write = (lines: string): void => {
    for (const piece of wholeLines(lines)) process.stderr.write(piece)
  }
  const log = createLog({ level: config.logLevel, write })
  return startServer(pointed, { log, version, member: { keepsHouse, metricsOfOthers } })
}

async function serveOrder(): Promise<ServeOrder> {
  const order = new Promise<ServeOrder>((resolve) => {
    process.on('message', (message: unknown) => {
      if (isMessage(message) && message.kind === 'serve') resolve(message as ServeOrder)
    })
  })
  await report({ kind: 'here' })
  return order
}

function stopOf({ interrupted }: Terminal): Promise<void> {
  return new Promise((resolve) => {
    interrupted.addEventListener('abort', () => {
      resolve()
    })
    process.on('message', (message: unknown) => {
      if (isMessage(message) && message.kind === 'stop') resolve()
    })
    process.once('disconnect', resolve)
  })
}

const interrupted = (): never => process.exit(exitCodes.interrupted)

/** The channel to the supervising process would keep this one alive. */
function leave(code: number): number {
  if (process.connected) process.disconnect()
  return code
}
