import { createSecretKey, randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import type { AuditWriter } from './audit-writer.ts'
import { Draft } from './draft.ts'
import { writerInThread } from './thread-writer.ts'

const opened: AuditWriter[] = []

/** `answer` is what the thread does with `{ id, task }`; the real program is in every journey. */
function writerOf(answer: string, atStart = ''): AuditWriter {
  const source = `
    import { parentPort, workerData } from 'node:worker_threads'
    const answer = (answered) => parentPort.postMessage(answered)
    ${atStart}
    parentPort.on('message', ({ id, task }) => { ${answer} })`
  const program = new URL(`data:text/javascript,${encodeURIComponent(source)}`)
  const data = { dataDir: '/data', key: createSecretKey(randomBytes(32)) }
  const writer = writerInThread(data, program)
  if (!writer) throw new Error('There is a program.')
  opened.push(writer)
  return writer
}

const done = 'answer({ id, done: task.kind === "cut" ? 7 : 0 })'
const retention = { keepMs: 1, maxBytes: 1 }

function draftOf(...texts: readonly string[]): Draft {
  const draft = new Draft()
  for (const text of texts) draft.add(5, text)
  return draft
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((writer) => writer.close()))
})

describe('the audit that is written in a thread', () => {
  it('gives it the rows as they are, as often as it takes', async () => {
    const writer = writerOf(
      `const { bytes, ...facts } = task.draft ?? {}
      if (task.kind === 'close') answer({ id, done: 0 })
      else answer({ id, error: new Error(Buffer.from(bytes).toString().replaceAll('\\0', '') + JSON.stringify(facts)) })`,
    )
    const draft = draftOf('{"path":"/über"}', 'b')
    const facts = { isUrgent: false, rows: 2, size: 17, startedAt: 5, endedAt: 5 }
    // With the room for a digest in front of each, which is empty as yet.
    const said = ` {"path":"/über"}\n b\n${JSON.stringify({ seed: draft.seed, ...facts })}`
    await expect(writer.append(draft)).rejects.toThrow(said)
    await expect(writer.append(draft)).rejects.toThrow(said)
  })

  it('says what the thread answers', async () => {
    const writer = writerOf(done)
    await expect(writer.append(draftOf('a'))).resolves.toBeUndefined()
    await expect(writer.cut(retention, 1)).resolves.toBe(7)
  })

  it('lets the thread empty the journal', async () => {
    const writer = writerOf(
      `if (task.kind === 'scrub') answer({ id, error: new Error('told to scrub') }); else ${done}`,
    )
    await expect(writer.scrub()).rejects.toThrow('told to scrub')
  })

  it('asks another thread to empty it when the first one ended meanwhile', async () => {
    const writer = writerOf(`if (id === 1) process.exit(); else ${done}`)
    await expect(writer.scrub()).resolves.toBeUndefined()
  })

  it('hears the code of an error, which the log will show', async () => {
    const writer = writerOf(
      `task.kind === 'close' ? answer({ id, done: 0 }) : answer({ id, error: new Error('no'), code: 'SQLITE_FULL' })`,
    )
    await expect(writer.append(draftOf('a'))).rejects.toMatchObject({
      message: 'no',
      code: 'SQLITE_FULL',
    })
  })

  it('starts another thread when one has ended under a task', async () => {
    const writer = writerOf(`if (id === 2) process.exit(); else ${done}`)
    await writer.append(draftOf('a'))
    await expect(writer.append(draftOf('b'))).rejects.toThrow('has ended')
    await expect(writer.append(draftOf('b'))).resolves.toBeUndefined()
  })

  it('says why a thread could not start, and tries again', async () => {
    const writer = writerOf(done, 'throw new Error(`no ${workerData.dataDir}`)')
    await expect(writer.append(draftOf('a'))).rejects.toThrow('no /data')
    await expect(writer.append(draftOf('b'))).rejects.toThrow('no /data')
  })

  it('takes nothing after it was closed', async () => {
    const writer = writerOf(done)
    await writer.append(draftOf('a'))
    await writer.close()
    await expect(writer.append(draftOf('b'))).rejects.toThrow('closed')
  })

  it('is closed without a thread when nothing was written, and beside one that is gone', async () => {
    await expect(writerOf(done).close()).resolves.toBeUndefined()
    await expect(writerOf('process.exit()').close()).resolves.toBeUndefined()
    const gone = writerOf('process.exit()')
    await expect(gone.append(draftOf('a'))).rejects.toThrow('has ended')
    await expect(gone.close()).resolves.toBeUndefined()
  })

  it('hands the environment of this process to nobody', async () => {
    const writer = writerOf('answer({ id, done: Object.keys(process.env).length })')
    await expect(writer.cut(retention, 1)).resolves.toBe(0)
  })

  it('does not exist where the program is not compiled', () => {
    const key = createSecretKey(randomBytes(32))
    expect(writerInThread({ dataDir: '/data', key })).toBeNull()
  })
})
