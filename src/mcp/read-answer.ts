import { errorOf } from '../client/errors.ts'
import { isObject, Refusal, type Answer, type Json } from './tool.ts'

/** What is read of an answer at most. A tool's answer ends up in a model's context, which holds far less. */
const most = 4 * 1024 * 1024

/** The answer of an endpoint of `app` as an object; throws what the client throws for a status of 400 or more. */
export async function readAnswer(response: Response, app: string): Promise<Answer> {
  const { status, headers } = response
  const type = headers.get('content-type') ?? ''
  if (response.ok && status !== 204 && !/\b(json|text|xml)\b/.test(type)) {
    return { value: await fileInstead(response, type), from: null }
  }
  const text = await boundedText(response)
  if (!response.ok) throw await errorOf(new Response(text, { status, headers }))
  return text === '' ? { value: { status }, from: null } : { value: parsed(text), from: app }
}

function parsed(text: string): Json {
  try {
    const value = JSON.parse(text) as unknown
    return isObject(value) ? value : { items: value }
  } catch {
    return { text }
  }
}

/** A recording is no text. It is fetched with an HTTP client, which an agent has beside this. */
async function fileInstead(response: Response, type: string): Promise<Json> {
  await response.body?.cancel()
  const size = Number(response.headers.get('content-length') ?? Number.NaN)
  return {
    status: response.status,
    file: type === '' ? 'application/octet-stream' : type,
    ...(Number.isFinite(size) && { bytes: size }),
    note: 'This is a file. Fetch the same path from this server with an HTTP client and save it.',
  }
}

async function boundedText(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let [text, size] = ['', 0]
  const chunks: AsyncIterable<Uint8Array> | null = response.body
  if (chunks === null) return text
  for await (const chunk of chunks) {
    size += chunk.byteLength
    if (size > most) {
      throw new Refusal(`The answer is larger than ${most} bytes. Ask for a smaller page_size.`)
    }
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
