import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import type { BareAnswer } from './bare-answer.ts'
import { BareConnection, type BareNeeds } from './bare-connection.ts'

const cleanUp: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanUp.splice(0)) clean()
})

interface Both {
  readonly caller: Socket
  readonly connection: BareConnection
  readonly answers: BareAnswer[]
  readonly text: () => string
}

/** A caller, and the server's side of its connection. */
async function both(needs: Partial<BareNeeds> = {}): Promise<Both> {
  const answers: BareAnswer[] = []
  const server = createServer({ allowHalfOpen: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const caller = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [socket] = (await once(server, 'connection')) as [Socket]
  let text = ''
  caller.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')))
  cleanUp.push(() => {
    caller.destroy()
    socket.destroy()
    server.close()
  })
  const connection = new BareConnection(socket, {
    keepsForS: 60,
    firstRequestMs: 60_000,
    now: () => 0,
    take: (_request, answer) => answers.push(answer) > 0,
    handOver: () => undefined,
    ...needs,
  })
  return { caller, connection, answers, text: () => text }
}

const bare = 'GET /zoom HTTP/1.1\r\nHost: x\r\n\r\n'

async function asks({ caller, answers }: Both): Promise<BareAnswer> {
  const before = answers.length
  caller.write(bare)
  await expect.poll(() => answers.length).toBe(before + 1)
  const answer = answers.at(-1)
  if (!answer) throw new Error('It was not taken.')
  return answer
}

function give(answer: BareAnswer, body = 'fine'): void {
  answer.writeHead(200, 'OK', ['Content-Length', String(Buffer.byteLength(body))])
  answer.end(body)
}

const isClosed = (socket: Socket): Promise<boolean> =>
  Promise.race([once(socket, 'close').then(() => true), sleep(400, false)])

it('ends a connection on which no request comes', async () => {
  const { caller } = await both({ firstRequestMs: 50 })
  expect(await isClosed(caller)).toBe(true)
})

it('ends one that was used, when it is not used for longer', async () => {
  const all = await both({ keepsForS: 0.05 })
  await sleep(150)
  give(await asks(all))
  expect(await isClosed(all.caller)).toBe(true)
  expect(all.text()).toMatch(/\r\n\r\nfine$/)
})

it('ends none whose request is under way, however long that takes', async () => {
  const all = await both({ firstRequestMs: 50 })
  const answer = await asks(all)
  expect(await isClosed(all.caller)).toBe(false)
  give(answer)
  await expect.poll(all.text).toMatch(/fine$/)
})

it('says that the connection ends to whoever is under way when it has to leave', async () => {
  const all = await both()
  const answer = await asks(all)
  all.connection.closeIfIdle()
  all.connection.leave()
  give(answer)
  expect(await isClosed(all.caller)).toBe(true)
  expect(all.text()).toMatch(/\r\nConnection: close\r\n[^]*fine$/)
})

it('says so to the next request, when none is under way', async () => {
  const all = await both()
  give(await asks(all))
  await expect.poll(all.text).toMatch(/Connection: keep-alive\r\n[^]*fine$/)
  all.connection.leave()
  give(await asks(all))
  expect(await isClosed(all.caller)).toBe(true)
  expect(all.text()).toMatch(/Connection: close\r\n[^]*fine$/)
})

it('is closed when idle, but not before its first request', async () => {
  const all = await both()
  all.connection.closeIfIdle()
  give(await asks(all))
  await expect.poll(all.text).toMatch(/fine$/)
  all.connection.closeIfIdle()
  expect(await isClosed(all.caller)).toBe(true)
})

it('tells an answer whether it left whole', async () => {
  const all = await both()
  const whole = await asks(all)
  const ends: boolean[] = []
  whole.on('close', () => ends.push(whole.writableFinished))
  give(whole)
  await expect.poll(() => ends).toEqual([true])
  const half = await asks(all)
  half.on('close', () => ends.push(half.writableFinished))
  half.writeHead(200, 'OK', ['Content-Length', '10'])
  half.write(Buffer.from('half'))
  all.caller.destroy()
  await expect.poll(() => ends).toEqual([true, false])
  expect(half.destroyed).toBe(true)
})

it('holds up who writes for a caller that does not read, and tells when it may go on', async () => {
  const all = await both()
  all.caller.pause()
  const answer = await asks(all)
  answer.writeHead(200, 'OK', [])
  const chunk = Buffer.alloc(100_000, 'x')
  let [written, drained] = [0, 0]
  answer.once('drain', () => (drained += 1))
  while (answer.write(chunk)) written += chunk.length
  expect(answer.writableNeedDrain).toBe(true)
  expect(written).toBeLessThan(64 * 1024 * 1024)
  expect(drained).toBe(0)
  all.caller.resume()
  await expect.poll(() => drained).toBe(1)
  const ended: boolean[] = []
  answer.on('close', () => ended.push(answer.writableFinished))
  answer.end()
  await expect.poll(() => ended).toEqual([true])
})

it.each([
  ['a value', 'OK', ['X-A', 'a\r\nX-B: b']],
  ['a value that only latin1 turns into a line end', 'OK', ['X-A', 'a\u010dX-B: b']],
  ['a name', 'OK', ['X-A: a\r\nX-B', 'b']],
  ['a name without letters', 'OK', ['', 'b']],
  ['a reason', 'OK\r\nX-B: b', ['X-A', 'a']],
])('lets out no head with a line end in %s, and can still say so', async (_, reason, headers) => {
  const all = await both()
  const answer = await asks(all)
  expect(() => {
    answer.writeHead(200, reason, headers)
  }).toThrow(TypeError)
  expect(answer.headersSent).toBe(false)
  answer.writeHead(502, { 'content-length': 3 })
  answer.end('bad')
  await expect.poll(all.text).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n[^]*\r\n\r\nbad$/)
  expect(all.text()).not.toContain('X-B')
})

it('lets out no trailer with a line end', async () => {
  const answer = await asks(await both())
  expect(() => {
    answer.addTrailers([['X-T', 'a\r\nX-B: b']])
  }).toThrow(TypeError)
})

it('sends what was set before with the head', async () => {
  const all = await both()
  const answer = await asks(all)
  answer.setHeader('Preference-Applied', 'wait=1')
  give(answer)
  await expect.poll(all.text).toMatch(/\r\nPreference-Applied: wait=1\r\n[^]*fine$/)
})

it('hands over what is not taken, with all its bytes', async () => {
  const came: string[] = []
  const all = await both({
    take: () => false,
    handOver: (socket) => socket.on('data', (bytes) => came.push(bytes.toString('latin1'))),
  })
  all.caller.write(bare)
  await expect.poll(() => came).toEqual([bare])
  all.caller.write('more')
  await expect.poll(() => came).toEqual([bare, 'more'])
})
