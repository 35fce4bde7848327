import type { Family, Sample } from './family.ts'
import { Histogram } from './histogram.ts'

/** What has to be known of a call that is over. */
export interface FinishedCall {
  readonly app: { readonly name: string }
  readonly request: { readonly method?: string | undefined }
  readonly response: { readonly headersSent: boolean; readonly statusCode: number }
  /** The code of our own error, when the answer is ours and not upstream's. */
  readonly refusedWith: string | null
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', '_OTHER'] as const
/** By the first digit of the status; none for callers that left before any answer began. */
const classes = 10
const statuses = 1_000

/** The counters of one app. A call costs a few additions in fields that exist already. */
class AppCounts {
  /** By method and status class, of answers that are not our errors. */
  readonly passed = new Float64Array(methods.length * classes)
  /** Our own errors, by method and class like those, and by code. */
  readonly refused = new Map<string, Float64Array>()
  /** By method and status. Few of them ever happen. */
  readonly durations = new Map<number, Histogram>()
}

/** Counts proxied calls. What it counts is read when somebody asks, and not before. */
export class ProxiedCalls {
  readonly #apps = new Map<string, AppCounts>()
  #arrived = 0
  #finished = 0

  arrived(): void {
    this.#arrived += 1
  }

  finished(call: FinishedCall, durationMs: number): void {
    this.#finished += 1
    const counts = this.#apps.get(call.app.name) ?? this.#add(call.app.name)
    const method = placeOf(call.request.method)
    const status = call.response.headersSent ? call.response.statusCode : 0
    const cell = method * classes + Math.trunc(status / 100)
    const { refusedWith } = call
    const table = refusedWith === null ? counts.passed : refusals(counts, refusedWith)
    table[cell] = (table[cell] ?? 0) + 1
    durationsAt(counts, method * statuses + status).note(durationMs)
  }

  families(): Family[] {
    const apps = [...this.#apps]
    return [
      {
        name: 'valetkey_proxy_requests_total',
        help: 'Proxied requests that are over. source says whose answer it was, error is the code of our own.',
        type: 'counter',
        across: 'sum',
        samples: apps.flatMap(([app, counts]) => requestsOf(app, counts)),
      },
      {
        name: 'http_server_request_duration_seconds',
        help: 'From the arrival of a proxied request to the end of its answer. Without a status: its caller left before.',
        type: 'histogram',
        across: 'sum',
        samples: apps.flatMap(([app, { durations }]) => durationsOf(app, durations)),
      },
      {
        name: 'valetkey_requests_in_flight',
        help: 'Proxied requests that are not over yet.',
        type: 'gauge',
        across: 'sum',
        samples: [{ labels: {}, value: this.#arrived - this.#finished }],
      },
    ]
  }

  #add(app: string): AppCounts {
    const counts = new AppCounts()
    this.#apps.set(app, counts)
    return counts
  }
}

/** Callers may make up methods. They share one place. */
function placeOf(method: string | undefined): number {
  const place = methods.indexOf(method as (typeof methods)[number])
  return place < 0 ? methods.length - 1 : place
}

function refusals({ refused }: AppCounts, code: string): Float64Array {
  let table = refused.get(code)
  if (!table) refused.set(code, (table = new Float64Array(methods.length * classes)))
  return table
}

function durationsAt({ durations }: AppCounts, place: number): Histogram {
  let histogram = durations.get(place)
  if (!histogram) durations.set(place, (histogram = new Histogram()))
  return histogram
}

function requestsOf(app: string, { passed, refused }: AppCounts): Sample[] {
  const samplesIn = (table: Float64Array, error: string | null): Sample[] =>
    Array.from(table, (value, cell): Sample => {
      const statusClass = cell % classes
      const method = methods[Math.trunc(cell / classes)] ?? '_OTHER'
      const source = error !== null ? 'gateway' : statusClass === 0 ? 'none' : 'upstream'
      const status_class = statusClass === 0 ? 'none' : `${statusClass}xx`
      return { labels: { app, method, status_class, source, error: error ?? '' }, value }
    }).filter(({ value }) => value > 0)
  return [
    ...samplesIn(passed, null),
    ...[...refused].flatMap(([code, table]) => samplesIn(table, code)),
  ]
}

/** Names as in OpenTelemetry's conventions for HTTP metrics. */
function durationsOf(app: string, durations: ReadonlyMap<number, Histogram>): Sample[] {
  return [...durations].flatMap(([place, histogram]) => {
    const status = place % statuses
    return histogram.samples({
      http_route: `/${app}/{path}`,
      http_request_method: methods[Math.trunc(place / statuses)] ?? '_OTHER',
      ...(status > 0 && { http_response_status_code: String(status) }),
    })
  })
}
