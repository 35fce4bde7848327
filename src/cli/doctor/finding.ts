/** One thing that was looked at. `warning`: it works today. */
export interface Finding {
  readonly check: string
  readonly status: 'ok' | 'warning' | 'problem'
  readonly detail: string
  /** What to do about it. Null when nothing is to be done. */
  readonly fix: string | null
}

export const fine = (check: string, detail: string): Finding => ({
  check,
  status: 'ok',
  detail,
  fix: null,
})

export const warning = (check: string, detail: string, fix: string): Finding => ({
  check,
  status: 'warning',
  detail,
  fix,
})

export const wrong = (check: string, detail: string, fix: string): Finding => ({
  check,
  status: 'problem',
  detail,
  fix,
})
