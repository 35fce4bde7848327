import type { Family } from '../../metrics/family.ts'
import { isMessage, type Order } from './messages.ts'
import { report } from './report.ts'

/** The supervising process answers within a second. When it is gone, this worker drains and speaks for itself. */
const patienceMs = 3_000
let inquiries = 0

/** Hands over what this process counts, and gets what the others do. */
export async function metricsOfOthers(
  own: readonly Family[],
): Promise<readonly (readonly Family[])[]> {
  if (!process.connected) return []
  const inquiry = ++inquiries
  const answer = new Promise<readonly (readonly Family[])[]>((resolve) => {
    const end = (families: readonly (readonly Family[])[]): void => {
      process.off('message', hear)
      clearTimeout(timer)
      resolve(families)
    }
    const hear = (message: unknown): void => {
      const order = isMessage(message) ? (message as Order) : null
      if (order?.kind === 'metrics_of_others' && order.inquiry === inquiry) end(order.families)
    }
    const timer = setTimeout(end, patienceMs, [])
    process.on('message', hear)
  })
  await report({ kind: 'metrics_wanted', inquiry, families: own })
  return answer
}

/** Says what this process counts whenever the supervising process asks. */
export function tellMetrics(own: () => readonly Family[]): void {
  process.on('message', (message: unknown) => {
    const order = isMessage(message) ? (message as Order) : null
    if (order?.kind === 'tell_metrics')
      void report({ kind: 'metrics', inquiry: order.inquiry, families: own() })
  })
}
