import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Failure } from './errors.ts'
import { createLog, type LogFields } from './log.ts'

async function lineOf(fields: LogFields, thrown?: unknown): Promise<Record<string, unknown>> {
  let written = ''
  const log = createLog({ level: 'debug', now: () => 0, write: (lines) => (written += lines) })
  if (thrown === undefined) log.info('tested', fields)
  else log.error('tested', fields, thrown)
  await new Promise((resolve) => setImmediate(resolve))
  expect(written.endsWith('}\n')).toBe(true)
  expect(written.slice(0, -1)).not.toContain('\n')
  return JSON.parse(written) as Record<string, unknown>
}

it('a line is JSON that holds what it was given, whatever that is', async () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  )
  await fc.assert(
    fc.asyncProperty(value, async (given) => {
      expect((await lineOf({ field: given }))['field']).toBe(given)
    }),
  )
})

it('lines that are told together are written together, right behind what told them', async () => {
  const writes: string[] = []
  const log = createLog({ level: 'info', write: (lines) => writes.push(lines) })
  log.info('one')
  log.info('two')
  expect(writes).toEqual([])
  await new Promise<void>((resolve) => {
    process.nextTick(resolve)
  })
  expect(writes).toHaveLength(1)
  expect(writes[0]?.split('\n')).toHaveLength(3)
})

it('a number that is none is null, and a field without a value is left out', async () => {
  const line = await lineOf({ nothing: undefined, none: Number.NaN })
  expect(line).toEqual({
    time: '1970-01-01T00:00:00.000Z',
    level: 'info',
    event: 'tested',
    none: null,
  })
})

it('an error of a library is named without its text, and our own with it', async () => {
  const foreign = await lineOf({}, new TypeError('token abc is odd'))
  expect(foreign['error']).toMatch(/^TypeError at /)
  const full = await lineOf({}, Object.assign(new Error('/data/x'), { code: 'SQLITE_FULL' }))
  expect(full['error']).toMatch(/^Error SQLITE_FULL at /)
  const own = await lineOf({}, new Failure('conflict', 'Port 1 is in use.'))
  expect(own['error']).toMatch(/^Failure conflict: Port 1 is in use\. at /)
})
