import { filledIn } from './placeholders.ts'
import type { StartedServer } from './process.ts'
import { missingMembers, requestsIn, type Snippet } from './snippets.ts'

/** Sends every request of an `http` block. Throws for a refusal, and for an answer that lacks what the page shows. */
export async function answered(
  server: StartedServer,
  { text, answer, file, line }: Snippet,
): Promise<void> {
  for (const { method, path, headers, body } of requestsIn(text)) {
    const at = `${file}:${line}: ${method} ${path}`
    const response = await server.fetch(await filledIn(path, server.fetch), {
      method,
      headers,
      ...(body !== null && { body }),
    })
    const received = await response.text()
    if (!response.ok) throw new Error(`${at}: ${response.status} ${received}`)
    if (answer === null) continue
    const missing = missingMembers(JSON.parse(answer), JSON.parse(received))
    if (missing.length > 0) throw new Error(`${at} lacks ${missing.join(', ')}: ${received}`)
  }
}
