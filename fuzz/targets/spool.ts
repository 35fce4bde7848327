import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TokenSet } from '../../src/connections/connection.ts'
import { createSpool, type Spool, type SpooledName } from '../../src/connections/spool.ts'
import { Failure } from '../../src/errors.ts'
import { Secret } from '../../src/secret.ts'
import { createSealingKey } from '../../src/vault/key-ring.ts'
import { createVault } from '../../src/vault/vault.ts'
import type { Dice } from '../dice.ts'
import { must, same, type Target } from '../hunt.ts'

const vault = createVault([createSealingKey(Buffer.alloc(32, 9))])
const name = { id: '0b6f7c1e-3c2f-4e0c-9d55-2f6f5d1f1a11', version: 3 }

export interface OnDisk {
  /** What the file is called now; null leaves it. */
  readonly renamed: string | null
  /** Where the file was cut or changed; null leaves it. */
  readonly at: number | null
  readonly put: string
}

/** A change in the name of its key makes it the work of a key that may come back. */
function foundIn(spool: Spool, asked: SpooledName): TokenSet | null {
  try {
    return spool.find(asked)
  } catch (error) {
    if (error instanceof Failure && error.extras.reason === 'seal_key_unknown') return null
    throw error
  }
}

/** A waiting pair on disk, after the disk or a person did something to it: found as it was kept, or not at all. */
export function spoolTarget(create: typeof createSpool = createSpool): Target<OnDisk> {
  return {
    name: 'spool',
    share: 0.5,
    make: (dice) => ({
      renamed: dice.chance(30) ? fileName(dice) : null,
      at: dice.chance(60) ? dice.below(400) : null,
      put: dice.text(3, [0, 0xff]),
    }),
    check({ renamed, at, put }) {
      const folder = mkdtempSync(join(tmpdir(), 'valetkey-fuzz-'))
      try {
        const spool = create({ folder, vault })
        spool.keep(name, {
          accessToken: new Secret('access'),
          refreshToken: new Secret('refresh'),
          accessExpiresAt: 1,
          scopes: ['a'],
          apiUrl: null,
        })
        const [file = ''] = readdirSync(folder)
        const text = readFileSync(join(folder, file), 'latin1')
        must(!text.includes('refresh'), () => 'the file can be read')
        const changed = at === null ? text : text.slice(0, at) + put + text.slice(at + put.length)
        rmSync(join(folder, file))
        writeFileSync(join(folder, renamed ?? file), changed, 'latin1')
        const found = foundIn(spool, name)
        const whole = changed === text && (renamed ?? file) === file
        same(found?.refreshToken?.reveal() ?? null, whole ? 'refresh' : null)
        // Whatever else lies there: every name that is listed can be asked for and dropped.
        for (const listed of spool.all()) {
          if (!whole) same(foundIn(spool, listed), null)
          spool.drop(listed)
        }
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}

function fileName(dice: Dice): string {
  const other = `${name.id}-${dice.below(3)}`
  const damaged = dice.damaged(`${name.id}-3`).replace(/[/\0]/g, '_')
  return dice.pick([
    other,
    `${other}.part`,
    damaged === '' || /^\.+$/.test(damaged) ? 'x' : damaged,
  ])
}
