import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskNames, type MaskName } from '../apps/mask.ts'
import { apps } from '../apps/registry.ts'
import { maxBytes } from './largest-answer.ts'
import { masking } from './mask.ts'
import { rewriteJson } from './rewrite-json.ts'

const { masks } = apps.find((app) => app.name === 'zoom')!

function under(names: readonly MaskName[], answer: unknown): unknown {
  const body = Buffer.from(JSON.stringify(answer))
  const rest = rewriteJson(body, masking(names.map((name) => masks[name])))
  return JSON.parse(rest?.toString() ?? '') as unknown
}

describe('a mask', () => {
  it.each<[MaskName, object, object]>([
    ['start_urls', { start_url: 'https://x/s/1?zak=e' }, { start_url: '[masked]' }],
    [
      'start_urls',
      { url: 'https://x/s/1?a=b&zak=e&c=d' },
      { url: 'https://x/s/1?a=b&zak=[masked]&c=d' },
    ],
    [
      'passcodes',
      { password: 'x', h323_password: 123456 },
      { password: '[masked]', h323_password: '[masked]' },
    ],
    [
      'passcodes',
      { join_url: 'https://x/j/1?pwd=abc.1', password: '' },
      { join_url: 'https://x/j/1?pwd=[masked]', password: '' },
    ],
    [
      'passcodes',
      { topic: 'Go to https%3A%2F%2Fx%3Fpwd%3Dabc now' },
      { topic: 'Go to https%3A%2F%2Fx%3Fpwd%3D[masked] now' },
    ],
    [
      'passcodes',
      { require_password: true, jbh_password: null },
      { require_password: true, jbh_password: null },
    ],
    ['passcodes', { invitation: 'Kenncode: 4711' }, { invitation: '[masked]' }],
    [
      'passcodes',
      { Passcode: ['a', { b: ['c', 1] }] },
      { Passcode: ['[masked]', { b: ['[masked]', '[masked]'] }] },
    ],
    [
      'host_keys',
      { host_key: '123456', dynamic_host_key: '1' },
      { host_key: '[masked]', dynamic_host_key: '[masked]' },
    ],
    [
      'download_tokens',
      { download_access_token: 't', play: 'https://x/rec?access_token=t', next_page_token: 'n' },
      {
        download_access_token: '[masked]',
        play: 'https://x/rec?access_token=[masked]',
        next_page_token: 'n',
      },
    ],
    [
      'emails',
      { user_email: 'a@b.example', name: 'Jürgen <jürgen@exämple.de>, b%40c.example', email: true },
      { user_email: '[masked]', name: 'Jürgen <[masked]>, [masked]', email: true },
    ],
    [
      'emails',
      { topic: '@john, me@, @a@b, 50%40, %40x, %40a%40 and x%40y\u2028a@b' },
      { topic: '@john, me@, [masked], 50%40, %40x, %40a%40 and [masked]\u2028[masked]' },
    ],
  ])('%s hides %j', (name, answer, expected) => {
    expect(under([name], answer)).toEqual(expected)
  })

  it('hides what it hides, and nothing that another one does', () => {
    const answer = { start_url: 's', password: 'p', host_key: 'h', download_token: 'd', email: 'e' }
    expect(under(maskNames, answer)).toEqual(
      Object.fromEntries(Object.keys(answer).map((name) => [name, '[masked]'])),
    )
    expect(under(['passcodes'], answer)).toEqual({ ...answer, password: '[masked]' })
  })

  it('hides names and texts in whatever way they are written', () => {
    const body = '{"p\\u0061ssword":"x","t":"\\u003Fpwd\\u003dx","id":98765432109876543210}'
    const rest = rewriteJson(Buffer.from(body), masking([masks.passcodes]))
    expect(rest?.toString()).toBe(
      '{"p\\u0061ssword":"[masked]","t":"?pwd=[masked]","id":98765432109876543210}',
    )
  })

  it('leaves no secret, wherever it stands', () => {
    const secret = 'S3cr3t'
    const carriers = fc.constantFrom<unknown>(
      { password: secret },
      { settings: { passcode: [secret] } },
      [`https://x/j/1?pwd=${secret}`],
      { join_url: `https://x/w/1?tk=${secret}&pwd=${secret}` },
      { nobody: `${secret}@example.com` },
    )
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        carriers,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('tree'), { maxKeys: 3 }),
      ),
    }))
    fc.assert(
      fc.property(tree, (answer) => {
        expect(JSON.stringify(under(maskNames, answer))).not.toContain(secret)
      }),
    )
  })

  it('touches nothing but what it hides', () => {
    const leaf = fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.boolean())
    const hidden = fc.record({ value: fc.oneof(fc.string({ minLength: 1 }), fc.integer()) })
    const listOf = (part: fc.Arbitrary<object>) => fc.array(fc.oneof(part, fc.record({ leaf })))
    fc.assert(
      fc.property(listOf(hidden), fc.nat(3), (items, space) => {
        const written = (secret: (value: unknown) => unknown) =>
          JSON.stringify(
            items.map((one) => ('value' in one ? { password: secret(one.value) } : one)),
            null,
            space,
          )
        const rest = rewriteJson(
          Buffer.from(written((value) => value)),
          masking([{ ...masks.passcodes, parameters: [] }]),
        )
        expect(rest?.toString()).toBe(written(() => '[masked]'))
      }),
    )
  })

  it('lets an answer grow to what may be held, and no further', () => {
    const answer = (length: number) => {
      const start = `{"password":[${'1,'.repeat(100_000)}1],"rest":"`
      const grown = start.length + 100_001 * ('"[masked]"'.length - 1)
      return Buffer.from(`${start}${'x'.repeat(length - grown - 2)}"}`)
    }
    const mask = masking([masks.passcodes])
    expect(rewriteJson(answer(maxBytes), mask)).toHaveLength(maxBytes)
    expect(() => rewriteJson(answer(maxBytes + 1), mask)).toThrow('more than 8 MiB')
  })
})

it('every text in the types whose name sounds like a secret is hidden, or known to be none', () => {
  const none = ['next_page_token', 'email_language']
  const folder = fileURLToPath(new URL('../apps/zoom/types/', import.meta.url))
  const types = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
  const texts = types.flatMap((type) => [...type.matchAll(/([a-z0-9_]+)\??: (?:string|number)\b/g)])
  const sounding = texts
    .map(([, name = '']) => name)
    .filter((name) => /passw|passc|pwd|host_key|token|email|start_url|zak|invit/.test(name))
  expect(sounding.length).toBeGreaterThan(30)
  const isHidden = (name: string) => Object.values(masks).some((it) => it.members.test(name))
  expect(sounding.filter((name) => !isHidden(name) && !none.includes(name))).toEqual([])
})
