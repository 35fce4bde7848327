import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Config } from '../config.ts'
import { Failure } from '../errors.ts'

/** Takes the port and says at which address. A port that cannot be had is a sentence for the operator. */
export async function listen(server: Server, { host, port }: Config): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Failure(
              'conflict',
              `Port ${port} on ${host} is in use. Stop the other program, or choose another port with --port or PORT.`,
            )
          : new Failure(
              'invalid_request',
              `Cannot listen on ${host}:${port} (${error.code ?? error.name}). Check HOST and PORT.`,
            ),
      )
    })
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  const shown =
    address.address === '0.0.0.0' || address.address === '::' ? 'localhost' : address.address
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${address.port}`
}
