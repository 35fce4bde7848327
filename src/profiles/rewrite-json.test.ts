import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kept, rewriteJson, type Treatment } from './rewrite-json.ts'

const without = (...names: string[]): Treatment => {
  const self: Treatment = {
    member: (name) => (names.includes(name) ? null : self),
    scalar: null,
    marks: null,
  }
  return self
}
const rewritten = (text: string, treatment: Treatment) =>
  rewriteJson(Buffer.from(text), treatment)?.toString() ?? null

/** JSON as anybody may write it: spaces, escapes, any names. */
const spaced = fc
  .tuple(fc.json({ maxDepth: 5 }), fc.constantFrom('', ' ', '\n\t', '\r\n  '))
  .map(([text, space]) => JSON.stringify(JSON.parse(text), null, space === '' ? 0 : space))

describe('JSON that is rewritten', () => {
  it('stays byte for byte where nothing is treated', () => {
    fc.assert(
      fc.property(spaced, (text) => {
        const body = Buffer.from(text)
        expect(rewriteJson(body, kept)).toBe(body)
      }),
    )
  })

  it('is what JSON.parse accepts, and nothing else is', () => {
    const broken = fc
      .tuple(
        spaced,
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', ']', '0', '-', '\\', 'e', '\n', ' ', 'é'),
      )
      .map(([text, at, put]) => {
        const here = at % (text.length + 1)
        return text.slice(0, here) + put + text.slice(here + (put === '' ? 1 : 0))
      })
    fc.assert(
      fc.property(broken, (text) => {
        expect(rewriteJson(Buffer.from(text), kept) !== null).toBe(isJson(text))
      }),
      { numRuns: 3_000 },
    )
  })

  it('lacks the members that are left out, and no other', () => {
    // Not the backslash alone: JSON.parse of Node 24.21 takes any escape for it where it expects that name.
    const names = fc.constantFrom('a', 'b', 'c', '"', 'é', '\\x')
    const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
      leaf: fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
      tree: fc.oneof(
        { maxDepth: 4 },
        tie('leaf'),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(names, tie('tree'), { maxKeys: 5 }),
      ),
    }))
    fc.assert(
      fc.property(tree, fc.subarray(['a', 'b', 'é', '\\x']), fc.boolean(), (value, left, wide) => {
        const text = JSON.stringify(value, null, wide ? 2 : 0)
        const rest = JSON.parse(rewritten(text, without(...left)) ?? '') as unknown
        expect(rest).toEqual(omitted(value, left))
      }),
    )
  })

  it('keeps every digit', () => {
    const text = '{ "id": 98765432109876543210, "x": 1, "small": 1.10e-05 }'
    expect(rewritten(text, without('x'))).toBe('{ "id": 98765432109876543210, "small": 1.10e-05 }')
  })

  it('knows a name in whatever way it is written', () => {
    expect(rewritten('{"\\u0061":1,"b":2,"a":3}', without('a'))).toBe('{"b":2}')
    expect(rewritten('{"\\u00e9":1,"é":2}', without('é'))).toBe('{}')
  })

  it('may be large, and is not followed into depths that nobody writes', () => {
    const long = `["${'x'.repeat(4_000_000)}",${' '.repeat(1_000_000)}1]`
    expect(rewritten(long, kept)).toBe(long)
    expect(rewritten('['.repeat(100_000), kept)).toBeNull()
    expect(rewritten('['.repeat(201) + ']'.repeat(201), kept)).toBe(
      '['.repeat(201) + ']'.repeat(201),
    )
    expect(rewritten('['.repeat(202) + ']'.repeat(202), kept)).toBeNull()
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function omitted(value: unknown, names: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => omitted(item, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !names.includes(name))
      .map(([name, inner]) => [name, omitted(inner, names)]),
  )
}
