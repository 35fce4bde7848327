import { expect, it } from 'vitest'
import { bareTarget } from './targets/bare.ts'

const head = 'GET /a?b HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\nTE: y\r\n\r\n'
const places = Array.from({ length: head.length + 1 }, (_, at) => at)
const all = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
const marks = ['\r', '\n', ' ', '\t', ':', '\0', '/', ',', '0', '\x80']
const pairs = marks.flatMap((one) => marks.map((two) => one + two))

it.each([
  { what: 'every byte in place of what is there', pieces: all, over: 1 },
  { what: 'every byte put in', pieces: all, over: 0 },
  { what: 'two of what divides it in place of what is there', pieces: pairs, over: 2 },
  { what: 'two of what divides it put in', pieces: pairs, over: 0 },
])('a head is to Node what it is here, in every place with $what', async ({ pieces, over }) => {
  const { check } = bareTarget()
  let tried = 0
  for (const at of places)
    for (const piece of pieces) {
      await check({ bytes: head.slice(0, at) + piece + head.slice(at + over), isMeant: false })
      tried += 1
    }
  expect(tried).toBe(places.length * pieces.length)
})
