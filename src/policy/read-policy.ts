import type { App, Effect } from '../apps/app.ts'
import { Failure } from '../errors.ts'
import { connectionScope } from './connection-scope.ts'
import { parsePathPattern } from './path-pattern.ts'
import {
  isStricter,
  type Decision,
  type Effects,
  type Exception,
  type Policy,
  type PolicyText,
} from './policy.ts'
import { nothing, presets } from './presets.ts'

const decisions = ['allow', 'approve', 'deny'] as const
const effectNames = ['read', 'write', 'destroy'] as const

/** A policy made ready to decide. Null: it restricts nothing. */
export function policyOf(text: PolicyText): Policy | null {
  if (isUnrestricted(text)) return null
  return {
    text,
    apps: text.apps && new Set(text.apps),
    connections: text.connections && connectionScope(text.connections),
    effects: effectsOf(text),
    exceptions: decisions.flatMap((decision) =>
      text[decision].flatMap((subject) => exceptionOf(decision, subject)),
    ),
  }
}

/** As it stands in the store. What cannot be understood, say from a newer version, forbids everything. */
export function storedPolicy(json: string): Policy | null {
  try {
    return policyOf(known(JSON.parse(json) as PolicyText))
  } catch {
    return policyOf(nothingNamed)
  }
}

function known(text: PolicyText): PolicyText {
  const members = Object.keys(text).every((name) => name in nothingNamed)
  if (members && (text.preset === null || text.preset in presets)) return text
  throw new Error('not a policy of this version')
}

export const nothingNamed: PolicyText = {
  preset: null,
  apps: null,
  connections: null,
  allow: [],
  approve: [],
  deny: [],
}

function isUnrestricted({ preset, apps, connections, approve, deny }: PolicyText): boolean {
  const narrows = apps !== null || connections !== null || approve.length + deny.length > 0
  return preset === 'full' && !narrows
}

/** `effect:…` replaces what the preset says. Named twice, the stricter counts. */
function effectsOf(text: PolicyText): Effects {
  const said: Partial<Record<Effect, Decision>> = {}
  for (const decision of decisions) {
    for (const effect of effectNames) {
      const before = said[effect]
      if (!text[decision].includes(`effect:${effect}`)) continue
      if (before === undefined || isStricter(decision, before)) said[effect] = decision
    }
  }
  return { ...(text.preset === null ? nothing : presets[text.preset]), ...said }
}

function exceptionOf(decision: Decision, text: string): Exception[] {
  if (text.startsWith('effect:')) return []
  const pattern = parsePathPattern(text)
  return [pattern ? { decision, text, pattern } : { decision, text, operation: text }]
}

/** Refuses a policy that names what does not exist: a mistyped rule would protect nothing. */
export function checkPolicy(text: PolicyText, apps: readonly App[]): PolicyText {
  for (const name of text.apps ?? []) {
    if (!apps.some((app) => app.name === name))
      throw refused(`there is no app "${name}". GET /apps lists them`)
  }
  if (text.apps?.length === 0) throw refused('apps names none. Leave it out for every app')
  if (text.connections?.length === 0)
    throw refused('connections names none. Leave it out for every connection')
  for (const name of text.connections ?? []) {
    if (!/^(label:.{1,200}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(name))
      throw refused(`"${name}" is neither the id of a connection nor "label:" and a label`)
  }
  for (const decision of decisions) {
    for (const subject of text[decision]) checkSubject(subject, apps)
  }
  return text
}

function checkSubject(subject: string, apps: readonly App[]): void {
  if (effectNames.some((effect) => subject === `effect:${effect}`)) return
  const pattern = parsePathPattern(subject)
  if (pattern) {
    const [app = ''] = pattern.segments
    if (app.startsWith('*') || apps.some(({ name }) => name === app)) return
    throw refused(
      `"${subject}" does not begin with the name of an app, like /${apps[0]?.name ?? 'app'}/…`,
    )
  }
  const operations = new Set(apps.flatMap(({ endpoints }) => endpoints.map(({ id }) => id)))
  if (operations.has(subject)) return
  throw refused(
    `"${subject}" is no operation id (GET /apps/{app}/endpoints lists them), no path pattern and none of ${effectNames.map((name) => `effect:${name}`).join(', ')}`,
  )
}

const refused = (why: string): Failure => new Failure('invalid_request', `policy: ${why}.`)
