import { expect, it } from 'vitest'
import type { Terminal } from '../terminal.ts'
import { asText } from './columns.ts'
import { fetchItems } from './items.ts'
import { picked } from './pick.ts'
import { show } from './show.ts'

it('JSON is the same JSON, and repaints no screen', async () => {
  const printed: string[] = []
  const terminal = { print: (text: string) => printed.push(text) } as unknown as Terminal
  const topic = 'A\u009b1m\u202e\u007f\u001b'
  await show({ topic }, { json: true, fields: null, jq: null }, terminal)
  expect(printed[0]).not.toMatch(/[\u0080-\u009f\u202e\u007f]/)
  expect(JSON.parse(printed[0] ?? '')).toEqual({ topic })
})

it('a person sees what a filter makes of it without escape sequences', async () => {
  for (const isTTY of [true, false]) {
    const written: string[] = []
    const stdout = { isTTY, write: (chunk: Buffer | string) => written.push(String(chunk)) }
    const terminal = { stdout, interrupted: new AbortController().signal } as unknown as Terminal
    const look = { json: true, fields: null, jq: '.topic' }
    expect(await show({ topic: 'A\u001b[2J' }, look, terminal)).toBe(0)
    expect(written.join('')).toBe(isTTY ? 'A [2J\n' : 'A\u001b[2J\n')
  }
})

it('picks members of one thing or of each item, and null where there is none', () => {
  const meeting = { id: 1, topic: 'A', settings: { waiting_room: true } }
  expect(picked(meeting, ['topic', 'settings.waiting_room'])).toEqual({
    topic: 'A',
    'settings.waiting_room': true,
  })
  expect(picked([meeting, { id: 2 }], ['id', 'topic'])).toEqual([
    { id: 1, topic: 'A' },
    { id: 2, topic: null },
  ])
})

it('a list is a table of what people look for, no wider than the terminal', () => {
  const items = [
    {
      uuid: 'u==',
      host_id: 'h'.repeat(22),
      topic: 'Plans',
      id: 5,
      join_url: 'https://x',
      nested: {},
    },
    { topic: 'B\u001b[31m', id: 61 },
  ]
  expect(asText(items, 80).split('\n')).toEqual([
    'ID  TOPIC   HOST_ID',
    '5   Plans   hhhhhhhhhhhhhhhhhhhhhh',
    '61  B [31m',
  ])
  expect(asText(items, 12).split('\n')[0]).toBe('ID  TOPIC')
})

it('a terminal that tells no width gets the usual one', async () => {
  const printed: string[] = []
  const print = (text: string) => printed.push(text)
  const terminal = { print, stdout: { columns: 0 } } as unknown as Terminal
  await show([{ id: 5, topic: 'Plans' }], { json: false, fields: null, jq: null }, terminal)
  expect(printed[0]).toContain('TOPIC')
})

it('one thing is a list of facts', () => {
  const text = asText({ id: 5, settings: { audio: 'both' }, tags: ['a', 'b'], empty: null }, 80)
  expect(text.split('\n')).toEqual([
    'id              5',
    'settings.audio  both',
    'tags            a, b',
  ])
})

const pages: Record<string, unknown> = {
  '': { items: [1, 2], next_page_token: 'a' },
  a: { items: [3, 4], next_page_token: 'b' },
  b: { items: [5], next_page_token: '' },
}
const ask = async (query: Readonly<Record<string, string>>): Promise<unknown> =>
  pages[query['next_page_token'] ?? '']

it.each([
  [null, [1, 2], true],
  [1, [1], true],
  [3, [1, 2, 3], true],
  [5, [1, 2, 3, 4, 5], false],
  [Infinity, [1, 2, 3, 4, 5], false],
])('of a list, %s items are %j', async (wanted, all, more) => {
  expect(await fetchItems(ask, { query: {}, list: 'items', wanted })).toMatchObject({ all, more })
})

it('an answer without a body is nothing for a program, and a word for a person', async () => {
  const said: string[] = []
  const terminal = {
    print: (text: string) => said.push(`printed ${text}`),
    say: (text: string) => said.push(text),
  } as unknown as Terminal
  for (const look of [
    { json: true, fields: null, jq: null },
    { json: true, fields: ['id'], jq: null },
    { json: true, fields: null, jq: '.id' },
  ])
    expect(await show(undefined, look, terminal)).toBe(0)
  expect(said).toEqual([])
  await show(undefined, { json: false, fields: null, jq: null }, terminal)
  expect(said).toEqual(['Done.'])
})
