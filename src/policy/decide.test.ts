import { describe, expect, it } from 'vitest'
import { apps } from '../apps/registry.ts'
import { decide } from './decide.ts'
import { presetNames, type Decision, type PolicyText } from './policy.ts'
import { checkPolicy, nothingNamed, policyOf, storedPolicy } from './read-policy.ts'

const operations = apps.flatMap((app) => app.endpoints.map((endpoint) => ({ app, endpoint })))
const [first] = apps
const on = (id: string, path?: string) => {
  const found = operations.find(({ endpoint }) => endpoint.id === id)!
  return { app: found.app.name, endpoint: found.endpoint, path: path ?? found.endpoint.path }
}
const policy = (text: Partial<PolicyText>) => policyOf({ ...nothingNamed, ...text })

/** What each preset says of each effect, written out once more by hand. */
const truth = {
  full: { read: 'allow', write: 'allow', destroy: 'allow' },
  careful: { read: 'allow', write: 'allow', destroy: 'approve' },
  'read-only': { read: 'allow', write: 'deny', destroy: 'deny' },
} as const

describe.each(presetNames)('the preset %s', (preset) => {
  it.each(operations)('decides $app.name $endpoint.id by its effect', ({ app, endpoint }) => {
    const question = { app: app.name, endpoint, path: endpoint.path }
    expect(decide(policy({ preset }), question).decision).toBe(truth[preset][endpoint.effect])
  })

  it('lets no DELETE pass without a person, unless it lets everything pass', () => {
    const passed = operations.filter(
      ({ app, endpoint }) =>
        endpoint.method === 'DELETE' &&
        decide(policy({ preset }), { app: app.name, endpoint, path: endpoint.path }).decision ===
          'allow',
    )
    expect(passed.length === 0).toBe(preset !== 'full')
  })
})

describe('what cannot be taken back', () => {
  const destroyed = operations
    .filter(({ endpoint }) => endpoint.effect === 'destroy' && endpoint.method !== 'DELETE')
    .map(({ endpoint }) => endpoint.id)

  it('is not only what DELETE does', () => {
    expect([...new Set(destroyed)]).toEqual([
      'meetingStatus',
      'meetingRegistrantStatus',
      'recordingSettingsUpdate',
      'webinarStatus',
      'webinarRegistrantStatus',
    ])
  })

  it('is every operation whose body has a word for it', () => {
    const word = /\b(end|cancel|deny|delete|trash|remove|revoke)\b/
    const sounding = operations.filter(({ endpoint }) => {
      const parts = (endpoint.body ?? []).flatMap((one) => [one.name, ...(one.enum ?? [])])
      return word.test(parts.join(' ').replaceAll('_', ' '))
    })
    expect(sounding.length).toBeGreaterThan(4)
    const told = sounding.map(({ endpoint }) => `${endpoint.id} ${endpoint.effect}`)
    expect(told.filter((one) => !one.endsWith(' destroy'))).toEqual([])
  })
})

describe('a policy', () => {
  it.each([
    ['nothing named', {}, 'deny'],
    ['the operation allowed', { allow: ['meetingDelete'] }, 'allow'],
    ['the operation denied by a full key', { preset: 'full', deny: ['meetingDelete'] }, 'deny'],
    [
      'an operation beside a stricter effect',
      { deny: ['effect:destroy'], allow: ['meetingDelete'] },
      'allow',
    ],
    ['allowed and denied at once', { allow: ['meetingDelete'], deny: ['DELETE /**'] }, 'deny'],
    ['approve before allow', { allow: ['meetingDelete'], approve: ['meetingDelete'] }, 'approve'],
    ['another effect said', { preset: 'careful', deny: ['effect:destroy'] }, 'deny'],
    ['an effect said twice', { allow: ['effect:destroy'], approve: ['effect:destroy'] }, 'approve'],
    ['its path', { allow: [`/${first!.name}/v2/meetings/*`] }, 'allow'],
    ['its path with another method', { allow: [`GET /${first!.name}/v2/meetings/*`] }, 'deny'],
    ['another app', { preset: 'full', apps: ['another'] }, 'deny'],
  ] as [string, Partial<PolicyText>, Decision][])('with %s', (_, text, decision) => {
    expect(decide(policy(text), on('meetingDelete')).decision).toBe(decision)
  })

  it('names the rule that decided', () => {
    expect(decide(policy({ preset: 'careful' }), on('meetingDelete')).rule).toBe(
      'approve effect:destroy',
    )
    expect(decide(policy({ deny: ['meetingDelete'] }), on('meetingDelete')).rule).toBe(
      'deny meetingDelete',
    )
  })

  it('that restricts nothing is none', () => {
    expect(policy({ preset: 'full', allow: ['meetings'] })).toBeNull()
    expect(policy({ preset: 'full', deny: ['meetings'] })).not.toBeNull()
    expect(policy({ preset: 'full', apps: ['a'] })).not.toBeNull()
    expect(decide(null, on('meetingDelete')).decision).toBe('allow')
  })
})

describe('a stored policy', () => {
  it('reads as it was written', () => {
    const text = { ...nothingNamed, preset: 'careful', deny: ['meetingDelete'] } as const
    expect(storedPolicy(JSON.stringify(text))?.text).toEqual(text)
  })

  it.each([
    'not json',
    'null',
    '{}',
    JSON.stringify({ ...nothingNamed, preset: 'later' }),
    JSON.stringify({ ...nothingNamed, preset: 'full', hours: '9-17' }),
  ])('that is not understood forbids everything: %s', (json) => {
    for (const { app, endpoint } of operations) {
      const question = { app: app.name, endpoint, path: endpoint.path }
      expect(decide(storedPolicy(json), question).decision).toBe('deny')
    }
  })
})

describe('checking a policy', () => {
  it.each([
    { deny: ['meetingDelte'] },
    { deny: ['effect:delete'] },
    { deny: ['/v2/meetings/*'] },
    { deny: ['/**/meetings'] },
    { deny: [''] },
    { apps: ['another'] },
    { apps: [] },
    { connections: [] },
    { connections: ['my account'] },
    { connections: ['label:'] },
  ])('refuses what would protect nothing: %o', (text) => {
    const refused = expect.objectContaining({ code: 'invalid_request' }) as Error
    expect(() => checkPolicy({ ...nothingNamed, ...text }, apps)).toThrow(refused)
  })
})
