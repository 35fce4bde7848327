import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../simulator.ts'
import { get } from '../test-client.ts'

type File = { file_type: string; file_size: number; download_url: string }
type Row = { uuid: string; recording_files: File[] }

const now = (): number => Date.parse('2026-04-10T12:00:00Z')

let simulator: Simulator
let url: string
let token: string
let row: Row
let media: File

beforeEach(async () => {
  simulator = createSimulator({ now })
  url = (await simulator.listen()).url
  token = simulator.issueGrant().access_token
  const query = 'from=2026-03-11&to=2026-04-10'
  const list = await get(`${url}/v2/users/me/recordings?${query}`, token)
  row = (list.json as { meetings: Row[] }).meetings[1]!
  media = row.recording_files.find(({ file_type }) => file_type === 'M4A')!
})

afterEach(() => simulator.close())

function fetchFile(address: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(address, { headers: { authorization: `Bearer ${token}`, ...headers } })
}

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer())
}

function order(path: string, body: unknown): Promise<Response> {
  return fetch(`${url}/_simulator/${path}`, { method: 'POST', body: JSON.stringify(body) })
}

describe('a download', () => {
  it('has the size and type that the list promises, and the same bytes each time', async () => {
    const once = await fetchFile(media.download_url)
    expect(once.headers.get('content-type')).toBe('audio/mp4')
    expect(once.headers.get('content-disposition')).toMatch(/^attachment; filename="GMT.*\.m4a"$/)
    const bytes = await bytesOf(once)
    expect(bytes).toHaveLength(media.file_size)
    expect(bytes.subarray(4, 8).toString()).toBe('ftyp')
    const digest = (data: Buffer): string => createHash('sha256').update(data).digest('hex')
    const again = digest(await bytesOf(await fetchFile(media.download_url)))
    expect(again).toBe(digest(bytes))
  })

  it('of a transcript is a transcript', async () => {
    const file = row.recording_files.find(({ file_type }) => file_type === 'TRANSCRIPT')!
    const text = await (await fetchFile(file.download_url)).text()
    expect(text).toMatch(/^WEBVTT\r\n\r\n1\r\n00:00:04\.000 --> /)
    expect(Buffer.byteLength(text)).toBe(file.file_size)
  })

  it('can be resumed anywhere', async () => {
    const address = `${media.download_url}?size=300000`
    const whole = await bytesOf(await fetchFile(address))
    for (const [range, start, end] of [
      ['bytes=0-9', 0, 10],
      ['bytes=39-41', 39, 42],
      ['bytes=65535-65553', 65535, 65554],
      ['bytes=123457-', 123457, 300000],
      ['bytes=-17', 299983, 300000],
    ] as const) {
      const part = await fetchFile(address, { range })
      expect(part.status).toBe(206)
      expect(part.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/300000`)
      expect((await bytesOf(part)).equals(whole.subarray(start, end))).toBe(true)
    }
  })

  it('beyond the end is 416', async () => {
    const answer = await fetchFile(`${media.download_url}?size=10`, { range: 'bytes=10-' })
    expect(answer.status).toBe(416)
    expect(answer.headers.get('content-range')).toBe('bytes */10')
  })

  it('answers HEAD with the length and nothing else', async () => {
    const answer = await fetch(media.download_url, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${token}` },
    })
    expect(answer.headers.get('content-length')).toBe(String(media.file_size))
    expect(await bytesOf(answer)).toHaveLength(0)
  })

  it('waits for a slow reader instead of filling memory', async () => {
    const answer = await fetchFile(`${media.download_url}?size=5368709120`)
    expect(answer.headers.get('content-length')).toBe('5368709120')
    const before = process.memoryUsage().rss
    const reader = answer.body!.getReader()
    for (let turn = 0; turn < 50; turn += 1) await reader.read()
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
    await reader.cancel()
  })
})

describe('who may download', () => {
  it('nobody without a token, nor another user', async () => {
    const bare = await fetch(media.download_url)
    expect(bare.status).toBe(401)
    expect(await bare.json()).toEqual({ status: false, errorCode: 124, errorMessage: 'Forbidden' })
    token = simulator.issueGrant({ email: 'maria@example.com' }).access_token
    expect((await fetchFile(media.download_url)).status).toBe(401)
  })

  it('the holder of a download_access_token, in the header or the query, while it lasts', async () => {
    const uuid = encodeURIComponent(encodeURIComponent(row.uuid))
    const query = 'include_fields=download_access_token&ttl=60'
    const answer = await get(`${url}/v2/meetings/${uuid}/recordings?${query}`, token)
    token = (answer.json as { download_access_token: string }).download_access_token
    const small = `${media.download_url}?size=5`
    expect((await fetchFile(small)).status).toBe(200)
    const asked = new URL(small)
    asked.searchParams.set('access_token', token)
    expect((await fetch(asked)).status).toBe(200)
    await order('clock', { advance_s: 61 })
    expect((await fetchFile(small)).status).toBe(401)
  })

  it('nobody with a link that was tampered with', async () => {
    const forged = media.download_url.replace(/download\/(.)/, (_, first) =>
      first === 'A' ? 'download/B' : 'download/A',
    )
    expect((await fetchFile(forged)).status).toBe(404)
  })
})

describe('a redirect before the file', () => {
  it('leads to a signed address on the same origin', async () => {
    await order('settings', { download_redirect: 'same' })
    const answer = await fetchFile(`${media.download_url}?size=9`)
    expect(answer.redirected).toBe(true)
    expect(await bytesOf(answer)).toHaveLength(9)
  })

  it('leads to another origin of the same seed, which wants no token', async () => {
    const other = createSimulator({ now })
    const { url: elsewhere } = await other.listen()
    await order('settings', { download_redirect: elsewhere })
    const answer = await fetch(`${media.download_url}?size=9`, {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'manual',
    })
    expect(answer.status).toBe(302)
    const location = answer.headers.get('location') ?? ''
    expect(new URL(location).origin).toBe(elsewhere)
    expect(await bytesOf(await fetch(location))).toHaveLength(9)
    expect((await fetch(location.replace(/key=[^&]*/, 'key=x'))).status).toBe(401)
    await other.close()
  })

  it('is refused when it is not an origin', async () => {
    const answer = await order('settings', { download_redirect: 'somewhere' })
    expect(answer.status).toBe(400)
  })
})
