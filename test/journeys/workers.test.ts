import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { launch, runValetkey, startValetkey, temporaryFolder } from '../setup/process.ts'

/** The processes that this one has started and that still run (proc(5)). */
function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return text === '' ? [] : text.split(' ').map(Number)
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await sleep(20)
}

/** On a connection of its own: workers take turns by connection. */
const freshly = { headers: { connection: 'close' } }

it('three workers are one server: one ready line, one key, one end', async () => {
  const server = await startValetkey({ env: { VALETKEY_WORKERS: '3' } })
  expect(childrenOf(server.pid)).toHaveLength(3)
  const ask = async (): Promise<number> => {
    const answer = await server.fetch('/zoom/v2/users/me', freshly)
    await answer.arrayBuffer()
    return answer.status
  }
  for (let turn = 0; turn < 6; turn++) expect(await ask()).toBe(200)

  const store = ['--data-dir', server.dataDir, '--json']
  const listed = await runValetkey(['key', 'list', ...store])
  const id = /"key_id": ?"([^"]+)"/.exec(listed.stdout)?.[1] ?? ''
  const revoked = await runValetkey(['key', 'revoke', id, '--yes', ...store])
  expect(revoked.code, revoked.stderr).toBe(0)
  await sleep(1_000)
  for (let turn = 0; turn < 6; turn++) expect(await ask()).toBe(401)

  const workers = childrenOf(server.pid)
  expect(await server.stop()).toEqual({ code: 0, signal: null })
  expect(server.stdout()).toBe(`${JSON.stringify(server.ready)}\n`)
  expect(workers.filter(isAlive)).toEqual([])
})

it('one process is one process when nothing else is asked for', async () => {
  const server = await startValetkey()
  expect(childrenOf(server.pid)).toEqual([])
  await server.stop()
})

it('a worker that is killed is replaced at once, and the others serve meanwhile', async () => {
  const server = await startValetkey({ env: { VALETKEY_WORKERS: '2' } })
  const before = childrenOf(server.pid)
  process.kill(before[0]!, 'SIGKILL')
  await until(() => !isAlive(before[0]!))
  for (let turn = 0; turn < 8; turn++) {
    expect((await server.fetch('/healthz', freshly)).status).toBe(200)
  }
  await until(() => childrenOf(server.pid).length === 2)
  expect(childrenOf(server.pid)).toContain(before[1])
  await until(() => server.stderr().includes('"worker_ended"'))
  expect(await server.stop()).toEqual({ code: 0, signal: null })
})

it('workers that keep dying end the server, with a sentence that says so', async () => {
  const server = await startValetkey({ env: { VALETKEY_WORKERS: '2' } })
  const state = { ended: false }
  void server.exited.then(() => (state.ended = true))
  while (!state.ended) {
    if (isAlive(server.pid)) for (const pid of childrenOf(server.pid)) kill(pid)
    await sleep(50)
  }
  expect((await server.exited).code).toBe(1)
  expect(server.stderr()).toContain('valetkey: Workers keep ending soon after their start')
  expect(server.stderr()).toContain('SIGKILL')
})

function kill(pid: number): void {
  if (isAlive(pid)) process.kill(pid, 'SIGKILL')
}

it('when the supervising process is killed the workers drain and end, and the folder is free again', async () => {
  const server = await startValetkey({ env: { VALETKEY_WORKERS: '2' } })
  const workers = childrenOf(server.pid)
  server.signal('SIGKILL')
  await until(() => !workers.some(isAlive))
  const again = await startValetkey({ dataDir: server.dataDir, apiKey: server.apiKey })
  expect((await again.fetch('/zoom/v2/users/me')).status).toBe(200)
  await again.stop()
})

it('workers that cannot start say why, in one sentence, and nothing is left running', async () => {
  const holder = await startValetkey()
  const port = new URL(holder.url).port
  const child = launch(['start', '--port', port, '--data-dir', temporaryFolder()], {
    VALETKEY_WORKERS: '2',
  })
  expect((await child.exited).code).toBe(1)
  expect(child.stdout()).toBe('')
  expect(child.stderr()).toContain(`Port ${port} on 127.0.0.1 is in use`)
  expect(child.stderr().trim().split('\n')).toHaveLength(1)
  await holder.stop()
})
