import { inspect } from 'node:util'

/**
 * A value that cannot be printed by accident: string conversion, JSON and `console.log` all give `[secret]`.
 * Only `reveal()` opens it, and a reviewer can search for that word.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}
