/** What an answer can be without, so that a key does not get to see it. */
export const maskNames = [
  'start_urls',
  'passcodes',
  'host_keys',
  'download_tokens',
  'emails',
] as const
export type MaskName = (typeof maskNames)[number]

/** Where an app's answers hold one kind of secret. */
export interface Mask {
  /** Members whose text or number is the secret. */
  readonly members: RegExp
  /** Query parameters that carry it in links, wherever a link stands. */
  readonly parameters: readonly string[]
  /** Whether it is an e-mail address, which is found in any text. */
  readonly isAddress: boolean
}
