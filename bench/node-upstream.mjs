// Stands in for nginx as upstream where there is none. Run as a program, it listens on the port that it is given.
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { cores } from './machine.mjs'
import { answer } from './nginx.mjs'
import { start } from './process.mjs'

const file = fileURLToPath(import.meta.url)

export async function startNodeUpstream(port) {
  const server = start([process.execPath, file, String(port)], { core: cores.load })
  await server.firstLine()
  return { ...server, url: `http://127.0.0.1:${port}` }
}

if (process.argv[1] === file) {
  const head = { 'Content-Type': 'application/json', 'Content-Length': answer.length }
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(200, head).end(answer)
  })
  server.keepAliveTimeout = 0
  server.listen(Number(process.argv[2]), '127.0.0.1', () => process.stdout.write('ready\n'))
}
