import type { Effects, PresetName } from './policy.ts'

/** Policies by name. `careful` is for agents: what cannot be taken back needs a person. */
export const presets: Readonly<Record<PresetName, Effects>> = {
  full: { read: 'allow', write: 'allow', destroy: 'allow' },
  careful: { read: 'allow', write: 'allow', destroy: 'approve' },
  'read-only': { read: 'allow', write: 'deny', destroy: 'deny' },
}

/** Without a preset, only what is named is allowed. */
export const nothing: Effects = { read: 'deny', write: 'deny', destroy: 'deny' }
