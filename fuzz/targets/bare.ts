import { readBareHead } from '../../src/server/bare-request.ts'
import type { Dice } from '../dice.ts'
import { must, same, type Target } from '../hunt.ts'
import { nodesReading } from '../nodes-reading.ts'

export interface Bare {
  /** In latin1. */
  readonly bytes: string
  /** It is a bare request by construction. */
  readonly isMeant: boolean
}

/** Has to be the second request for whoever reads what stands before it as one. */
const behind = 'GET /behind HTTP/1.1\r\nHost: behind\r\n\r\n'

/** What is read as a bare request is to Node's parser the same request, with nothing left over and the connection kept. */
export function bareTarget(subject: typeof readBareHead = readBareHead): Target<Bare> {
  return {
    name: 'bare-requests',
    share: 20,
    make: (dice) => {
      const isMeant = dice.chance(20)
      const bytes = isMeant ? headOf(dice, plain(dice)) : anyHead(dice)
      return { bytes: !isMeant && dice.chance(60) ? dice.damaged(bytes) : bytes, isMeant }
    },
    async check({ bytes, isMeant }) {
      const read = subject(Buffer.from(bytes, 'latin1'))
      must(!isMeant || read !== null, () => `${JSON.stringify(bytes)} is not read`)
      if (!read) return
      const [first, second, ...more] = await nodesReading(Buffer.from(bytes + behind, 'latin1'))
      const { target: url, headers, raw } = read
      const bare = {
        method: 'GET',
        url,
        version: '1.1',
        headers,
        raw,
        isMore: false,
        keepsAlive: true,
      }
      same(first ?? null, bare)
      same(second?.url ?? null, '/behind')
      same(more, [])
    },
  }
}

type Fields = readonly (readonly [string, string])[]

const usual = ['accept', 'User-Agent', 'authorization', 'X-API-Key', 'cookie', 'range', 'te', 'x_y']
const risky = [
  'Host',
  'Connection',
  'Proxy-Connection',
  'Keep-Alive',
  'Content-Length',
  'Transfer-Encoding',
  'Trailer',
  'Expect',
  'Upgrade',
  'HTTP2-Settings',
  'Set-Cookie',
  '__proto__',
  'constructor',
  'accept',
  'Cookie',
]
const riskyValues = [
  ...['keep-alive', 'Keep-Alive', 'close', 'upgrade', 'Upgrade, keep-alive', 'te', ''],
  ...['0', '5', '-1', 'chunked', 'identity', '100-continue', 'websocket', 'h2c'],
]

function plain(dice: Dice): Fields {
  const names = usual.filter(() => dice.chance(40))
  const fields = names.map((name) => [dice.miscased(name), value(dice)] as const)
  const connection = dice.chance(50) ? [['Connection', dice.miscased('keep-alive')] as const] : []
  return [['Host', 'x'], ...fields, ...connection]
}

function anyHead(dice: Dice): string {
  const some = dice.list(3, () => [
    dice.miscased(dice.pick(risky)),
    dice.chance(80) ? dice.pick(riskyValues) : value(dice),
  ]) as unknown as Fields
  const fields = dice.chance(80) ? [...plain(dice), ...some] : some
  const head = headOf(dice, fields)
  if (dice.chance(20)) return head.replace('GET', () => dice.pick(['POST', 'HEAD', 'get', 'PRI']))
  if (dice.chance(20)) return head.replace('1.1', () => dice.pick(['1.0', '2.0', '1.2', '0.9']))
  if (dice.chance(20)) return head + dice.pick([head, '\r\n', ' ', '0\r\n\r\n', 'x'])
  return head
}

function headOf(dice: Dice, fields: Fields): string {
  const target = `/${dice.text(12, [0x21, 0x7e])}`
  const lines = fields.map(([name, text]) => `${name}:${dice.pick(['', ' ', '\t'])}${text}\r\n`)
  return `GET ${target} HTTP/1.1\r\n${lines.join('')}\r\n`
}

const value = (dice: Dice): string =>
  dice.chance(90) ? dice.text(20) : dice.text(20, [0x80, 0xff])
