/**
 * One value that an endpoint takes, in its path, its query or its JSON body. Input schemas, command line flags and the
 * types of the SDK derive from it. What it does not name is passed on all the same.
 */
export interface Parameter {
  readonly name: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array'
  /** A few words for people and agents. Meanings of an `enum` stand here. */
  readonly description: string
  readonly required?: true
  readonly enum?: readonly (string | number)[]
  /** `start-time` is a date-time with an offset, or a local one that another member gives the time zone of. */
  readonly format?: 'date' | 'date-time' | 'start-time' | 'email'
  /** What the vendor takes when it is left out. */
  readonly default?: string | number | boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  /** Of an `array`. */
  readonly items?: Omit<Parameter, 'name' | 'description'>
  /** Of an `object`: the members that matter. */
  readonly properties?: readonly Parameter[]
}
