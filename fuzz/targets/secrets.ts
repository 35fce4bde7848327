import { createHash } from 'node:crypto'
import { Failure } from '../../src/errors.ts'
import { isWellFormedApiKey, mintApiKey } from '../../src/keys/api-key.ts'
import { createAuthenticator } from '../../src/keys/authenticate.ts'
import { createSealingKey } from '../../src/vault/key-ring.ts'
import { createVault, type Vault } from '../../src/vault/vault.ts'
import { must, same, type Target } from '../hunt.ts'

/** CRC-32 bit by bit (ISO 3309), where the product asks zlib. */
function crc32(text: string): number {
  let crc = 0xffffffff
  for (const character of text) {
    crc ^= character.charCodeAt(0)
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function isKey(text: string): boolean {
  const [, random, check] = /^vk_([0-9A-Za-z]{33})([0-9A-Za-z]{6})$/.exec(text) ?? []
  if (random === undefined || check === undefined || text.length !== 42) return false
  const value = Array.from(check).reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0)
  return value === crc32(random)
}

const minted = Array.from({ length: 32 }, () => mintApiKey().reveal())

export function keyTarget(subject: typeof isWellFormedApiKey = isWellFormedApiKey): Target<string> {
  return {
    name: 'api-key',
    share: 8,
    make: (dice) => {
      const key = dice.pick(minted)
      return dice.chance(10) ? key : dice.chance(10) ? dice.text(50) : dice.damaged(key)
    },
    check: (text) => {
      same(subject(text), isKey(text))
    },
  }
}

export interface Shown {
  readonly authorization?: string
  readonly apiKeyHeader?: string
}

/** Whatever the two headers hold: only the hash of a whole key is ever looked up, and everything else is one refusal. */
export function credentialTarget(
  create: typeof createAuthenticator = createAuthenticator,
): Target<Shown> {
  return {
    name: 'credential',
    share: 4,
    make: (dice) => {
      const key = () => (dice.chance(60) ? dice.pick(minted) : dice.damaged(dice.pick(minted)))
      const scheme = dice.miscased(
        dice.pick(['Bearer ', 'Bearer  ', 'Basic ', 'Bearer', 'Bearer\t', ' Bearer ']),
      )
      return {
        ...(dice.chance(80) && {
          authorization: scheme + key() + dice.pick(['', ' ', ', x', ' x']),
        }),
        ...(dice.chance(40) && { apiKeyHeader: dice.pick(['', ' ']) + key() }),
      }
    },
    async check({ authorization, apiKeyHeader }) {
      const asked: string[] = []
      const findByHash = async (hash: string): Promise<null> => {
        asked.push(hash)
        return null
      }
      const { authenticate } = create({ keys: { findByHash }, now: () => 0 })
      const refusal = await authenticate({ authorization, apiKeyHeader }).catch(
        (error: unknown) => error,
      )
      must(
        refusal instanceof Failure && refusal.code === 'invalid_api_key',
        () => `it ended with ${String(refusal)}`,
      )
      must(
        !minted.some((key) => refusal.message.includes(key)),
        () => 'the refusal repeats the key',
      )
      const shown = shownIn(authorization) ?? ((apiKeyHeader ?? '').trim() || null)
      same(
        asked,
        shown !== null && isKey(shown) ? [createHash('sha256').update(shown).digest('hex')] : [],
      )
    },
  }
}

/** RFC 6750, section 2.1, and any number of spaces. */
function shownIn(authorization = ''): string | null {
  const [scheme = '', ...rest] = authorization.split(' ')
  const words = rest.filter((word) => word !== '')
  const [token] = words
  return scheme.toLowerCase() === 'bearer' && words.length === 1 && token && !/\s/.test(token)
    ? token
    : null
}

export interface Envelope {
  readonly text: string
  readonly id: string
  readonly damage: string
}

const vault = createVault([createSealingKey(Buffer.alloc(32, 7))])
const place = (id: string) => ({ table: 'connections', id, column: 'tokens' })

/** A sealed value opens as it was sealed, at its own place, or not at all. */
export function vaultTarget(
  subjectOf: (vault: Vault) => Pick<Vault, 'open'> = (real) => real,
): Target<Envelope> {
  const subject = subjectOf(vault)
  return {
    name: 'vault',
    share: 4,
    make: (dice) => {
      const [text, id] = [dice.text(30, [0, 0xff]), dice.text(3)]
      const sealed: string = vault.seal(text, place(id))
      const damage = dice.chance(10)
        ? sealed
        : dice.chance(50)
          ? dice.damaged(sealed)
          : dice.miscased(sealed)
      return { text, id: dice.chance(90) ? id : dice.damaged(id), damage: `${sealed} ${damage}` }
    },
    check({ text, id, damage }) {
      const [sealed, shown] = [
        damage.slice(0, damage.indexOf(' ')),
        damage.slice(damage.indexOf(' ') + 1),
      ]
      let opened: string
      try {
        opened = subject.open(shown, place(id))
      } catch (error) {
        must(error instanceof Failure, () => `it threw ${String(error)}`)
        must(
          !error.message.includes(sealed.slice(-20)),
          () => 'the refusal repeats the sealed value',
        )
        must(shown !== sealed || !opens(sealed, id), () => 'a whole value did not open')
        return
      }
      must(shown === sealed && opened === text, () => 'a damaged value opened')
    },
  }
}

/** Whether the place is the one that it was sealed for. */
function opens(sealed: string, id: string): boolean {
  try {
    vault.open(sealed, place(id))
    return true
  } catch {
    return false
  }
}
