/** What an agent is shown of an endpoint that it needs every day. Everything else stays within reach, but out of its context. */
export interface AgentView {
  /** Query parameters and members of the body that matter. Parts of the path always do. */
  readonly takes: readonly string[]
  /** Members of the answer, or of each item of a list, that matter. `a.b` is b of a, or of each item of a. */
  readonly gives: readonly string[]
  /** JSON types of those members of an answer that are no text. A list says nothing of its items. */
  readonly notText?: Readonly<Record<string, 'integer' | 'object' | 'array'>>
}

/** A list that an agent may keep at hand without asking a tool for it. */
export interface AgentResource {
  /** Last part of its address. */
  readonly name: string
  readonly title: string
  /** Id of the endpoint that answers it, which has an agent view. */
  readonly endpoint: string
  readonly query: Readonly<Record<string, string>>
  /** Asks for the days since then, where the endpoint takes `from` and `to`. */
  readonly lastDays: number | null
}
