import { Failure } from '../errors.ts'

/** An answer that is held has at most so many bytes, when it comes and after it was changed. */
export const maxBytes: number = 8 * 1024 * 1024

export const tooLarge = (): Failure =>
  new Failure(
    'answer_too_large',
    `The answer has more than ${maxBytes / 1_048_576} MiB, which is too much to be kept or changed on the way. The request was carried out. Ask for less at once.`,
  )
