import type { Config } from '../config.ts'
import type { BuiltInSimulator } from './built-in-simulator.ts'

/** Whatever answers requests: this process, or workers of it. */
export interface Serving {
  readonly url: string
  readonly publicUrl: string
  /** Rejected when it cannot go on; a server in this process can always. */
  readonly ended: Promise<void>
  readonly close: () => Promise<void>
  /** Waits for what would be lost with this process: answers of a token endpoint. */
  readonly landed: () => Promise<unknown>
}

export interface Start {
  /** With every app pointed at the built-in simulator, if there is one. */
  readonly config: Config
  readonly builtIn: BuiltInSimulator | null
  readonly version: string
}
