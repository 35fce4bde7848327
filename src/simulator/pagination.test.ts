import { describe, expect, it } from 'vitest'
import { paginate, type Page, type PageRequest, type PageRules } from './pagination.ts'

const ALL = Array.from({ length: 130 }, (_, index) => index)
const RULES: PageRules = { fallback: 30, cap: 300, strict: false }
const NOW = Date.parse('2026-04-10T12:00:00Z')

function request(query: string, now = NOW): PageRequest {
  return { query: new URLSearchParams(query), subject: 'me /meetings', key: 'k', now }
}

function page(query: string, now = NOW): Page<number> {
  const found = paginate(ALL, request(query, now), RULES)
  if (typeof found === 'string') throw new Error(found)
  return found
}

describe('a page', () => {
  it('leads to every other page and to the end', () => {
    const seen: number[] = []
    let next = ''
    do {
      const found = page(`page_size=50&next_page_token=${next}`)
      seen.push(...found.items)
      next = found.next
    } while (next !== '')
    expect(seen).toEqual(ALL)
  })

  it('has a token of 35 letters and digits', () => {
    expect(page('page_size=50').next).toMatch(/^[0-9A-Za-z]{35}$/)
  })

  it('is clamped when too big, and of the default size when nonsense is asked for', () => {
    expect(page('page_size=999999').size).toBe(300)
    for (const nonsense of ['0', '-5', 'many', '']) {
      expect(page(`page_size=${nonsense}`).size).toBe(30)
    }
  })

  it('is an error of size in strict mode', () => {
    const strict = { ...RULES, strict: true }
    expect(paginate(ALL, request('page_size=301'), strict)).toBe('size')
    expect(paginate(ALL, request('page_size=300'), strict)).not.toBe('size')
  })

  it('can be asked for by number', () => {
    expect(page('page_size=50&page_number=3').items).toEqual(ALL.slice(100))
    expect(page('page_size=50&page_number=3')).toMatchObject({ number: 3, count: 3, next: '' })
  })
})

describe('a page token', () => {
  const MINUTE = 60_000
  const token = page('page_size=50&type=live').next

  it('dies after fifteen minutes', () => {
    const again = `page_size=50&type=live&next_page_token=${token}`
    expect(page(again, NOW + 15 * MINUTE - 1).items[0]).toBe(50)
    expect(paginate(ALL, request(again, NOW + 15 * MINUTE), RULES)).toBe('token')
  })

  it('is bound to every other parameter, in any order', () => {
    expect(page(`next_page_token=${token}&type=live&page_size=50`).items[0]).toBe(50)
    for (const query of ['page_size=40&type=live', 'page_size=50', 'page_size=50&type=upcoming']) {
      expect(paginate(ALL, request(`${query}&next_page_token=${token}`), RULES)).toBe('token')
    }
  })

  it('is bound to the caller and the path', () => {
    const other = { ...request(`page_size=50&type=live&next_page_token=${token}`), subject: 'you' }
    expect(paginate(ALL, other, RULES)).toBe('token')
  })

  it('cannot be made up', () => {
    for (const made of ['x', 'z'.repeat(35), `${token}0`, token.replace(/^./, '-')]) {
      expect(paginate(ALL, request(`page_size=50&type=live&next_page_token=${made}`), RULES)).toBe(
        'token',
      )
    }
  })
})
