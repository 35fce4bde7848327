import { createServer, get, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { zoom } from '../apps/zoom/app.ts'
import { Call } from './call.ts'
import { Outflow } from './outflow.ts'

it('a head that Node does not let out is a 502, and no end of the process', async () => {
  const server = createServer((request, response) => {
    const arrival = { app: zoom, target: '/v2', requestId: 'req_1', askForBody: null }
    const outflow = new Outflow(new Call({ request, response }, arrival, 0))
    outflow.begin({ status: 200, reason: 'OK', headers: ['x', 'a\u0001b'] })
    outflow.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const [answer] = (await once(get({ port, host: '127.0.0.1', agent: false }), 'response')) as [
    IncomingMessage,
  ]
  expect(answer.statusCode).toBe(502)
  answer.resume()
  server.close()
})
