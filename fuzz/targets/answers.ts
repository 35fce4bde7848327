import {
  AnswerParser,
  type AnswerHead,
  type AnswerReader,
} from '../../src/gateway/answer-parser.ts'
import { MalformedAnswer } from '../../src/gateway/unanswered.ts'
import type { Dice } from '../dice.ts'
import { must, same, type Target } from '../hunt.ts'
import { undicisReading } from '../undici-reading.ts'

/** What somebody reads in the bytes of an answer. Bodies are in latin1, to be kept as JSON. */
export interface Reading {
  readonly status: number
  readonly reason: string
  readonly headers: readonly string[]
  readonly body: string
  readonly trailers: readonly string[]
}

export interface Answer {
  readonly method: string
  /** In latin1. */
  readonly bytes: string
  /** Where they are cut into what comes at once. */
  readonly cuts: readonly number[]
  /** What they were made from. Null: they were damaged since, and only others can say what they mean. */
  readonly meant: Reading | null
}

/**
 * Answers from upstream. A sound one is read as what it was made from. Of a damaged one nothing is read that undici's parser does not read in
 * it too: to be stricter is allowed, to see another answer is not.
 */
export function answerTarget(subject: typeof readAnswer = readAnswer): Target<Answer> {
  return {
    name: 'answers',
    share: 15,
    make: (dice) => {
      const sound = soundAnswer(dice)
      const isDamaged = dice.chance(60)
      const bytes = isDamaged ? dice.damaged(sound.bytes) : sound.bytes
      const cuts = dice.list(dice.chance(10) ? 60 : 3, () => dice.below(bytes.length + 1))
      return { ...sound, bytes, cuts, meant: isDamaged ? null : sound.meant }
    },
    async check({ method, bytes, cuts, meant }) {
      const pieces = cut(Buffer.from(bytes, 'latin1'), cuts)
      const read = subject(method, pieces)
      if (meant) same(read, meant)
      if (read === null) return
      const { reason, ...rest } = read
      must(!/[^\t\x20-\x7e\x80-\xff]/.test(reason), () => `the reason ${JSON.stringify(reason)}`)
      if (misread.test(bytes)) return
      const other = await undicisReading(method, pieces)
      must(
        other !== null,
        () => `undici does not take it for an answer, and we read ${JSON.stringify(read)}`,
      )
      same(rest, other)
    },
  }
}

/**
 * What undici reads otherwise than RFC 9110 has it: a 100 that it did not ask for (section 15.2), the length in a 304 (section 8.6), and a tab
 * behind a value that says where the body ends (section 5.5).
 */
const misread =
  /HTTP\/1\.[01] (100|304[^]*content-length)|(content-length:[\t ]*\d+|transfer-encoding:[\t ]*chunked) *\t/i

/** What our parser reads. Null: it is not an answer, or not a whole one. */
export function readAnswer(method: string, pieces: readonly Buffer[]): Reading | null {
  const reader = new Whole()
  const parser = new AnswerParser(reader)
  parser.begin(method)
  try {
    for (const piece of pieces) if (!reader.reading) parser.read(piece)
    if (!reader.reading) parser.end()
  } catch (error) {
    if (!(error instanceof MalformedAnswer)) throw error
  }
  return reader.reading
}

class Whole implements AnswerReader {
  #head: AnswerHead = { status: 0, reason: '', headers: [] }
  #body = ''
  reading: Reading | null = null

  onHead(head: AnswerHead): void {
    this.#head = head
  }

  onBody(bytes: Buffer): void {
    this.#body += bytes.toString('latin1')
  }

  onEnd(trailers: string[]): void {
    this.reading = { ...this.#head, body: this.#body, trailers }
  }
}

function cut(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
  return at
    .slice(1)
    .map((end, i) => bytes.subarray(at[i], end))
    .filter(({ length }) => length > 0)
}

const methods = ['GET', 'GET', 'GET', 'POST', 'DELETE', 'HEAD']
const names = ['content-type', 'ETag', 'X-a', 'date', 'x-zm-trackingid', 'Link', 'vary', 'server']
const endings = ['length', 'chunks', 'end', 'none'] as const

/** By the grammar of RFC 9112, and what it means by construction. */
function soundAnswer(dice: Dice): Pick<Answer, 'method' | 'bytes' | 'meant'> {
  const method = dice.pick(methods)
  const ending = dice.pick(endings)
  const status =
    ending === 'none' ? dice.pick([204, 304]) : dice.pick([200, 201, 206, 400, 401, 404, 429, 503])
  const hasBody = method !== 'HEAD' && ending !== 'none'
  const body = dice.text(dice.chance(10) ? 3_000 : 60, [0, 0xff])
  const framed = frame(dice, { ending, body })
  const headers = shuffled(dice, [...fields(dice), ...persistence(dice), ...framed.headers])
  const version = ending === 'chunks' || dice.chance(80) ? '1.1' : '1.0'
  const interim = dice.list(
    1,
    () => `HTTP/1.1 ${dice.pick([102, 103, 199])} Wait\r\n${lines(dice, fields(dice))}\r\n`,
  )
  const reason = dice.chance(70) ? dice.text(9, [0x21, 0x7e]) : ''
  const head = `HTTP/${version} ${status}${reason === '' ? dice.pick(['', ' ']) : ` ${reason}`}\r\n`
  return {
    method,
    bytes: `${interim.join('')}${head}${lines(dice, headers)}\r\n${hasBody ? framed.bytes : ''}`,
    meant: {
      status,
      reason,
      headers: headers.flat(),
      body: hasBody ? body : '',
      trailers: hasBody ? framed.trailers.flat() : [],
    },
  }
}

type Field = [name: string, value: string]

interface Framed {
  readonly headers: Field[]
  readonly bytes: string
  readonly trailers: Field[]
}

function frame(
  dice: Dice,
  { ending, body }: { ending: (typeof endings)[number]; body: string },
): Framed {
  const plain: Framed = { headers: [], bytes: body, trailers: [] }
  if (ending === 'length') {
    return { ...plain, headers: [[dice.miscased('content-length'), String(body.length)]] }
  }
  if (ending !== 'chunks') return plain
  const trailers = dice.chance(20) ? fields(dice) : []
  const pieces = cut(
    Buffer.from(body, 'latin1'),
    dice.list(5, () => dice.below(body.length + 1)),
  )
  const chunks = pieces.map((piece) => {
    const size = dice.miscased(piece.length.toString(16).padStart(1 + dice.below(4), '0'))
    return `${size}${dice.pick(['', '', ';a=b', ';a;b="c d"'])}\r\n${piece.toString('latin1')}\r\n`
  })
  return {
    headers: [[dice.miscased('transfer-encoding'), dice.miscased('chunked')]],
    bytes: `${chunks.join('')}0\r\n${lines(dice, trailers)}\r\n`,
    trailers,
  }
}

const fields = (dice: Dice): Field[] =>
  dice.list(5, () => {
    const value = dice.text(14, dice.chance(80) ? [0x20, 0x7e] : [0x80, 0xff])
    return [dice.miscased(dice.pick(names)), value.replace(/^ +| +$/g, '')]
  })

const persistence = (dice: Dice): Field[] =>
  dice.list(1, () => [
    dice.miscased('connection'),
    dice.pick(['close', 'keep-alive', 'x, Close', 'Keep-Alive, x']),
  ])

const lines = (dice: Dice, all: readonly Field[]): string =>
  all
    .map(
      ([name, value]) =>
        `${name}:${dice.pick(['', ' ', '  ', '\t'])}${value}${dice.pick(['', '', ' '])}\r\n`,
    )
    .join('')

const shuffled = <T>(dice: Dice, list: readonly T[]): T[] =>
  list
    .map((one) => [dice.below(1_000), one] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, one]) => one)
