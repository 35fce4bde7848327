import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import type { Config } from '../../config.ts'
import { lockForServer } from '../../database/server-lock.ts'
import { createLog } from '../../log.ts'
import { openRooms } from '../../rooms.ts'
import { prepareFirstCall, type FirstCall } from '../first-call.ts'
import type { Serving, Start } from '../serving.ts'
import { supervise } from './supervisor.ts'

/** Prepares the store, which this process then leaves to its workers, and starts them. */
export async function serveByWorkers(start: Start): Promise<Serving & FirstCall> {
  const { config, builtIn } = start
  const unlock = config.databaseUrl === null ? lockForServer(config.dataDir) : () => undefined
  try {
    const first = await prepareStore(start)
    const { url, publicUrl, ended, stop } = await supervise({
      workers: config.workers,
      port: config.port === 0 ? await freePort(config) : config.port,
      simulatorUrl: builtIn?.url ?? null,
      log: logOf(config),
      now: () => performance.now(),
    })
    const close = async (): Promise<void> => {
      await stop()
      unlock()
    }
    // A worker sees to its own answers, also when this process has ended.
    return { ...first, url, publicUrl, ended, close, landed: () => Promise.resolve() }
  } catch (error) {
    unlock()
    throw error
  }
}

async function prepareStore({ config, builtIn }: Start): Promise<FirstCall> {
  const publicUrl = config.publicUrl ?? `http://${config.host}:${config.port}`
  const rooms = await openRooms(config, { publicUrl, log: logOf(config), now: () => Date.now() })
  try {
    return await prepareFirstCall(config, rooms, builtIn)
  } finally {
    await rooms.close()
  }
}

const logOf = ({ logLevel }: Config) =>
  createLog({ level: logLevel, write: (lines) => process.stderr.write(lines) })

/** A worker that replaces another has to find the same port again. */
async function freePort({ host }: Config): Promise<number> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
