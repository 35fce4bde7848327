import type { Answer } from './answer.ts'
import type { Clock } from './clock.ts'
import type { Incoming } from './incoming.ts'
import type { OAuthClient } from './oauth/clients.ts'
import type { Bearer } from './oauth/grants.ts'
import type { OAuthTexts } from './oauth/texts.ts'
import type { Directory } from './oauth/people.ts'
import type { Settings } from './settings.ts'

/** What the frame needs to know of the company that it pretends to be. */
export type Vendor = {
  readonly clients: readonly OAuthClient[]
  readonly people: Directory
  readonly texts: OAuthTexts
  /** Answers everything that is neither OAuth nor the control surface. */
  readonly handle: (incoming: Incoming) => Answer
  /** The vendor's usual body for a status that a fault asked for. */
  readonly injected: (incoming: Incoming, status: number) => Answer
  readonly reset: () => void
}

export type VendorNeeds = {
  readonly seed: string
  readonly clock: Clock
  readonly settings: Settings
  readonly origin: () => string
  readonly redirectUris: readonly string[]
  readonly bearer: (token: string) => Bearer
}

export type CreateVendor = (needs: VendorNeeds) => Vendor
