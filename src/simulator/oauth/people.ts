/** A person who can consent, as far as OAuth cares. */
export type Person = {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly accountId: string
  readonly isAdmin: boolean
}

export type Directory = {
  /** Those worth offering on the consent page, the most useful first. */
  readonly list: () => readonly Person[]
  /** By id or by email. */
  readonly find: (idOrEmail: string) => Person | undefined
  /** Whom an app without consent acts for. */
  readonly owner: () => Person
}
