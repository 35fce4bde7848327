import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { progress } from './progress.ts'
import type { Terminal } from './terminal.ts'

/** What is written beside a transfer of 40 bytes that takes two seconds. */
async function shown(name: string, { isTTY }: { isTTY: boolean }): Promise<string> {
  const stderr = Object.assign(new PassThrough(), { isTTY, columns: 60 })
  let now = 0
  const course = { name, total: 40, now: () => (now += 500) }
  const counted = progress({ stderr } as unknown as Terminal, course)
  for (let sent = 0; sent < 4; sent += 1) counted.write('x'.repeat(10))
  counted.end()
  expect(await text(counted)).toHaveLength(40)
  stderr.end()
  return text(stderr)
}

it('says how far a long transfer is, on one line that is written over', async () => {
  const lines = (await shown('a.mp4', { isTTY: true })).split('\r\x1b[K')
  expect(lines).toContain('a.mp4 30 B of 40 B [###############.....] 75 %')
  expect(lines.at(-1)).toBe('a.mp4 40 B of 40 B [####################] 100 %\n')
})

it('shortens a name that would make the line wrap, from its beginning', async () => {
  const name = `/a/very/long/way/to/${'b'.repeat(80)}.mp4`
  const lines = (await shown(name, { isTTY: true })).trim().split('\r\x1b[K').slice(1)
  expect(lines.length).toBeGreaterThan(1)
  for (const line of lines) {
    expect(line).toMatch(/^…b+\.mp4 \d/)
    expect(line.length).toBeLessThan(60)
  }
})

it('says nothing where there is no terminal', async () => {
  expect(await shown('a.mp4', { isTTY: false })).toBe('')
})
