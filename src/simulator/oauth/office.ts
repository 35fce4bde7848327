import type { Clock } from '../clock.ts'
import type { Stats } from '../stats.ts'
import type { Vendor } from '../vendor.ts'
import type { Codes } from './codes.ts'
import type { Grants } from './grants.ts'

export type OAuthNeeds = {
  readonly clock: Clock
  readonly stats: Stats
  readonly vendor: Vendor
  readonly grants: Grants
}

/** What every OAuth endpoint works on. */
export type OAuthOffice = OAuthNeeds & { readonly codes: Codes }
