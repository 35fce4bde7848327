import type { Report } from './messages.ts'

/** Tells the supervising process, and waits until it is sent: this process may end right after. */
export function report(message: Report): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, {}, () => {
      resolve()
    })
  })
}
