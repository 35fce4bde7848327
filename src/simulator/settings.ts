/** What a running simulator lets a test change. */
export type Settings = {
  accessTokenSeconds: number
  /** Refuse what the vendor documents as wrong but accepts in practice. */
  strict: boolean
  rateLimits: boolean
  plan: Plan
  /** Whether a download answers with a redirect first: `off`, `same` for this origin, or another origin. */
  downloadRedirect: string
}

export type Plan = 'free' | 'pro' | 'business'

export function isPlan(value: unknown): value is Plan {
  return value === 'free' || value === 'pro' || value === 'business'
}
