import { describe, expect, it } from 'vitest'
import { describeErrors, Failure, problem } from './errors.ts'

const context = { path: '/zoom/v2/users/me', requestId: 'req_1' }
const bodyOf = (error: unknown, at = context): Record<string, unknown> =>
  JSON.parse(problem(error, at).body) as Record<string, unknown>

describe('a problem document', () => {
  it('has the members of RFC 9457 and those that clients of other gateways read', () => {
    expect(bodyOf(new Failure('not_found', 'There is no such page.'))).toEqual({
      type: 'urn:valetkey:error:not_found',
      title: 'Not found',
      status: 404,
      detail: 'There is no such page.',
      instance: '/zoom/v2/users/me',
      code: 'not_found',
      request_id: 'req_1',
      message: 'There is no such page.',
      error: { code: 'not_found', message: 'There is no such page.' },
    })
  })

  it('says nothing of an error that was not meant to be shown', () => {
    const { body, status } = problem(new Error('secret-token at /home/me'), context)
    expect(status).toBe(500)
    expect(body).not.toMatch(/secret-token|home/)
  })

  it('does not repeat a key or token that the caller put into the path', () => {
    const path = `/zoom/${'vk_abcdefgh'.padEnd(42, 'x')}/${'eyJ'.padEnd(300, 'a')}`
    expect(
      bodyOf(new Failure('not_found', `No ${path} here.`), { ...context, path }),
    ).toMatchObject({
      instance: '/zoom/[redacted]/[redacted]',
      detail: 'No /zoom/[redacted]/[redacted] here.',
    })
  })

  it('asks for a key on 401 and for patience where there is a time', () => {
    expect(
      problem(new Failure('invalid_api_key', 'x'), context).headers['www-authenticate'],
    ).toContain('Bearer')
    const waiting = new Failure('store_unavailable', 'x', { extras: { retry_after_s: 3 } })
    expect(problem(waiting, context).headers['retry-after']).toBe('3')
  })

  it('has a status for every code', () => {
    for (const { code, status } of describeErrors()) {
      expect(problem(new Failure(code, 'x'), context)).toMatchObject({ status })
      expect(status).toBeGreaterThanOrEqual(400)
    }
  })
})
