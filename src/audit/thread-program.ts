import { parentPort, workerData } from 'node:worker_threads'
import { openDatabase } from '../database/database.ts'
import { createAuditStore } from './audit-store.ts'
import { writerHere } from './audit-writer.ts'
import { Draft } from './draft.ts'
import { giveWay, goBehind } from './go-behind.ts'
import type { Answered, Asked, Task, ThreadData } from './thread-messages.ts'

/**
 * The whole program of the thread that writes the audit into SQLite (docs/decisions/0029-the-audit-has-a-thread.md). It has a
 * connection of its own. What goes wrong before the first answer ends it, and the other side hears of that.
 */

goBehind()
// Node types it as `any`. Only `thread-writer.ts` starts this program.
const { dataDir, key } = workerData as ThreadData
const database = await openDatabase({ dataDir })
const writer = writerHere(createAuditStore({ database, key, giveWay }), database)

parentPort?.on('message', ({ id, task }: Asked) => {
  doTask(task).then(
    (done) => {
      answer({ id, done })
    },
    (error: unknown) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
      answer({ id, error, code })
    },
  )
})

async function doTask(task: Task): Promise<number> {
  switch (task.kind) {
    case 'cut':
      return writer.cut(task.retention, task.now)
    case 'append':
      await writer.append(Draft.unpack(task.draft))
      return 0
    case 'scrub':
      await writer.scrub()
      return 0
    case 'close':
      await database.close()
      return 0
  }
}

function answer(answered: Answered): void {
  parentPort?.postMessage(answered)
}
