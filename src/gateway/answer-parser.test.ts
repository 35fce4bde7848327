import { describe, expect, it } from 'vitest'
import { AnswerParser } from './answer-parser.ts'

/** What is told of these bytes, in order, when they come in these pieces. `end`: the connection ends behind them. */
function told(pieces: readonly string[], method = 'GET') {
  const events: unknown[] = []
  const parser = new AnswerParser({
    onHead: ({ status, reason, headers }) => events.push([status, reason, ...headers]),
    onBody: (bytes) => events.push(bytes.toString('latin1')),
    onEnd: (trailers) => events.push({ trailers, restMs: parser.restMs }),
  })
  parser.begin(method)
  for (const piece of pieces) {
    if (piece === 'end') events.push(parser.end())
    else parser.read(Buffer.from(piece, 'latin1'))
  }
  return events
}

const over = (restMs = 4_000, trailers: string[] = []) => ({ trailers, restMs })
const ok = (headers = '') => `HTTP/1.1 200 OK\r\n${headers}\r\n`

describe('where an answer ends', () => {
  it('is told by its Content-Length', () => {
    const events = told([ok('Content-Length: 4\r\n'), 'ab', 'cd'])
    expect(events).toEqual([[200, 'OK', 'Content-Length', '4'], 'ab', 'cd', over()])
    expect(told([ok('content-length: 0\r\n')])).toEqual([
      [200, 'OK', 'content-length', '0'],
      over(),
    ])
  })

  it('is told by its last chunk; small chunks that come together are passed on together', () => {
    const head = ok('Transfer-Encoding: Chunked\r\n')
    const events = told([
      `${head}2;a=b\r\nab\r\n3;c="d e"\r\ncde\r\n`,
      '00A\r\n0123',
      '456789\r',
      '\n0\r\nX-T: 1 \r\n\r\n',
    ])
    expect(events.slice(1)).toEqual(['abcde', '0123', '456789', over(4_000, ['X-T', '1'])])
  })

  it('is the end of the connection, if it says no other', () => {
    expect(told([`${ok()}ab`, 'c', 'end'])).toEqual([[200, 'OK'], 'ab', 'c', over(0), true])
  })

  it('is its head, where no body can be', () => {
    const length = 'Content-Length: 4\r\n'
    expect(told([ok(length)], 'HEAD').at(-1)).toEqual(over(0))
    expect(told([`HTTP/1.1 304\r\n${length}\r\n`])).toEqual([
      [304, '', 'Content-Length', '4'],
      over(),
    ])
    expect(told(['HTTP/1.1 204\r\n\r\n'])).toEqual([[204, ''], over()])
  })

  it('does not come when the connection ends before', () => {
    for (const pieces of [
      ['HTTP/1.1 2'],
      [ok('Content-Length: 4\r\n'), 'ab'],
      [ok('Transfer-Encoding: chunked\r\n'), '0\r\n'],
    ])
      expect(told([...pieces, 'end']).at(-1)).toBe(false)
  })

  it('is found wherever the bytes are cut', () => {
    const bytes = `HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n${ok('A: b\r\nTransfer-Encoding: chunked\r\n')}3\r\nabc\r\n0\r\nT: u\r\n\r\n`
    for (let at = 1; at < bytes.length; at++) {
      const [head, ...rest] = told([bytes.slice(0, at), bytes.slice(at)])
      expect(head).toEqual([200, 'OK', 'A', 'b', 'Transfer-Encoding', 'chunked'])
      expect(rest.slice(0, -1).join('')).toBe('abc')
      expect(rest.at(-1)).toEqual(over(4_000, ['T', 'u']))
    }
  })
})

describe('how long a connection may rest behind an answer', () => {
  const restOf = (headers: string) => told([ok(`Content-Length: 0\r\n${headers}`)]).at(-1)

  it('is what the server says, less a margin, and not forever', () => {
    expect(restOf('Keep-Alive: timeout=60, max=100\r\n')).toEqual(over(58_000))
    expect(restOf('Keep-Alive: timeout=999999\r\n')).toEqual(over(600_000))
  })

  it('is not at all when it closes, is of HTTP/1.0, or sends more than an answer', () => {
    expect(restOf('Connection: x, Close\r\n')).toEqual(over(0))
    expect(restOf('Keep-Alive: timeout=2\r\n')).toEqual(over(0))
    expect(told(['HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n']).at(-1)).toEqual(over(0))
    expect(told([`${ok('Content-Length: 0\r\n')}HTTP/1.1`]).at(-1)).toEqual(over(0))
  })
})

describe('what two readers could take for two things', () => {
  const length = 'Content-Length: 2\r\n'
  const chunked = ok('Transfer-Encoding: chunked\r\n')
  it.each([
    ['another protocol', 'SSH-2.0-x\r\n\r\n'],
    ['another version', 'HTTP/1.2 200 OK\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a change of protocol', 'HTTP/1.1 101 Switching\r\n\r\n'],
    ['an interim answer of HTTP/1.0', 'HTTP/1.0 103 Early\r\n\r\n'],
    ['a 204 with a length', 'HTTP/1.1 204 No\r\nContent-Length: 4\r\n\r\n'],
    ['two lengths', ok(length + length)],
    ['a length that is a list', ok('Content-Length: 2, 2\r\n')],
    ['a negative length', ok('Content-Length: -2\r\n')],
    ['a length and chunks', ok(`${length}Transfer-Encoding: chunked\r\n`)],
    ['another coding', ok('Transfer-Encoding: gzip, chunked\r\n')],
    ['chunks in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['a folded line', ok('A: b\r\n c\r\n')],
    ['a space before the colon', ok('A : b\r\n')],
    ['a line without a colon', ok('A\r\n')],
    ['a bare line feed', 'HTTP/1.1 200 OK\nA: b\r\n\r\n'],
    ['a carriage return in a value', ok('A: b\rc\r\n')],
    ['a NUL in a value', ok('A: b\0c\r\n')],
    ['a size that is no number', `${chunked}x\r\n`],
    ['a size with a sign', `${chunked}+2\r\nab\r\n`],
    ['a size that no number can count', `${chunked}${'f'.repeat(14)}\r\n`],
    ['a chunk that is longer than its size', `${chunked}1\r\nab\r\n`],
    ['a head without an end', `HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(3_000)}`],
    ['a size without an end', `${chunked}${'0'.repeat(2_000)}`],
    ['trailers without an end', `${chunked}0\r\n${'A: b\r\n'.repeat(3_000)}`],
  ])('is an error: %s', (_, bytes) => {
    expect(() => told([bytes])).toThrow(expect.objectContaining({ name: 'MalformedAnswer' }))
  })

  it('is an error when nothing was asked', () => {
    const parser = new AnswerParser({ onHead() {}, onBody() {}, onEnd() {} })
    expect(() => {
      parser.read(Buffer.from(ok()))
    }).toThrow('not asked for')
    expect(parser.end()).toBe(false)
  })
})
