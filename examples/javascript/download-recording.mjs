// Streams a recording of the last 30 days to a file. Needs VALETKEY_URL and VALETKEY_API_KEY.
import assert from 'node:assert/strict'
import { createWriteStream } from 'node:fs'
import { mkdtemp, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const { VALETKEY_URL, VALETKEY_API_KEY } = process.env

async function ask(path, query) {
  const response = await fetch(`${VALETKEY_URL}/zoom${path}?${new URLSearchParams(query)}`, {
    headers: { Authorization: `Bearer ${VALETKEY_API_KEY}` },
  })
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return response
}

const day = (daysAgo) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)
const list = await ask('/v2/users/me/recordings', { from: day(29), to: day(0), page_size: 300 })
const { meetings } = await list.json()
const files = meetings.flatMap(({ recording_files }) => recording_files)
const chat = files.find(({ status, file_type }) => status === 'completed' && file_type === 'CHAT')
assert.ok(chat, 'no recording of the last 30 days has a chat file')

const target = join(await mkdtemp(join(tmpdir(), 'recording-')), 'chat.txt')
const file = await ask('/_download', { url: chat.download_url })
await pipeline(Readable.fromWeb(file.body), createWriteStream(target))
assert.equal((await stat(target)).size, chat.file_size)
console.log(`${chat.file_size} bytes in ${target}`)
