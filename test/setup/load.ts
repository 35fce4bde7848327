import { once } from 'node:events'
import { Agent, request, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Load {
  readonly answered: () => number
  readonly failures: () => readonly string[]
  readonly stop: () => Promise<void>
}

export interface LoadOptions {
  readonly url: string
  readonly apiKey: string
  readonly callers: number
  /** A vendor lets a host make a hundred meetings a day. */
  readonly onlyReads?: true
}

const meeting = JSON.stringify({ topic: 'Standup', type: 2, duration: 15 })

/** Callers that go on and on over kept-alive connections, every third time with a body, and that never try anything twice. */
export function startLoad({ url, apiKey, callers, onlyReads }: LoadOptions): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: callers })
  const failures: string[] = []
  let answered = 0
  let stopped = false

  async function callOnce(number: number): Promise<void> {
    const writes = !onlyReads && number % 3 === 0
    const outgoing = request(url + (writes ? '/zoom/v2/users/me/meetings' : '/zoom/v2/users/me'), {
      agent,
      method: writes ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(writes && { 'content-type': 'application/json' }),
      },
    })
    outgoing.end(writes ? meeting : undefined)
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
    const body = await text(answer)
    if (answer.statusCode !== 200) {
      throw new Error(`${answer.statusCode ?? 0} ${body.slice(0, 200)}`)
    }
  }

  async function call(): Promise<void> {
    for (let number = 0; !stopped; number++) {
      await callOnce(number).then(
        () => answered++,
        (error: unknown) => failures.push(String(error)),
      )
    }
  }

  const calling = Array.from({ length: callers }, call)
  return {
    answered: () => answered,
    failures: () => failures,
    async stop() {
      stopped = true
      await Promise.all(calling)
      agent.destroy()
    },
  }
}
