import { seeded, below, pick, type Random } from '../seeded.ts'
import { EXTENSIONS } from './recording-wire.ts'
import type { FileKind, Recording, RecordingFile } from './recordings-state.ts'

/** A guess: the types; Zoom's answers carry the usual ones. */
const CONTENT_TYPES: Readonly<Record<FileKind, string>> = {
  MP4: 'video/mp4',
  M4A: 'audio/mp4',
  CHAT: 'text/plain;charset=UTF-8',
  TRANSCRIPT: 'text/vtt;charset=UTF-8',
  CC: 'text/vtt;charset=UTF-8',
  TIMELINE: 'application/json;charset=UTF-8',
}

export function contentType({ kind }: RecordingFile): string {
  return CONTENT_TYPES[kind]
}

/** Zoom's way to name files: GMT, the day, the time, the topic. */
export function fileName(recording: Recording, file: RecordingFile): string {
  const at = new Date(recording.startedAt).toISOString().replace(/[-:]/g, '')
  const topic = recording.topic.replace(/[^\w]+/g, '-')
  return `GMT${at.slice(0, 8)}-${at.slice(9, 15)}_${topic}.${EXTENSIONS[file.kind].toLowerCase()}`
}

/** Media begins like a real file: a type box, then one box for all the rest (ISO 14496-12). */
export function mediaHead(kind: FileKind, size: number): Buffer {
  const brand = kind === 'M4A' ? 'M4A ' : 'mp42'
  const type = Buffer.alloc(24)
  type.writeUInt32BE(24, 0)
  type.write(`ftyp${brand}`, 4, 'latin1')
  type.write(`${brand}isom`, 16, 'latin1')
  const data = Buffer.alloc(16)
  // Length 1 announces a length of 64 bits after the name.
  data.writeUInt32BE(1, 0)
  data.write('mdat', 4, 'latin1')
  data.writeBigUInt64BE(BigInt(Math.max(16, size - type.length)), 8)
  return Buffer.concat([type, data]).subarray(0, size)
}

export type Spoken = Pick<Recording, 'uuid' | 'startedAt' | 'endedAt'> & {
  readonly speakers: readonly string[]
}

const SENTENCES = [
  'Good morning, can everybody hear me?',
  'Let us begin with the open points from last time.',
  'The numbers look better than in March.',
  'I will send the draft on Friday.',
  'Who takes the notes today?',
  'That was shorter than planned.',
  'We should ask the customer first.',
  'Agreed, next point.',
] as const

/** The text of a file that is text; undefined for media. The same recording says the same each time. */
export function textOf(kind: FileKind, spoken: Spoken): string | undefined {
  if (kind === 'MP4' || kind === 'M4A') return undefined
  const lines = script(spoken)
  if (kind === 'TIMELINE') return timeline(lines)
  if (kind === 'CHAT')
    return lines
      .filter((_, index) => index % 4 === 1)
      .map(chatLine)
      .join('')
  return subtitles(lines)
}

type Line = { readonly at: number; readonly speaker: string; readonly words: string }

function script({ uuid, startedAt, endedAt, speakers }: Spoken): readonly Line[] {
  const random: Random = seeded(`script ${uuid}`)
  const lines: Line[] = []
  for (let at = 4; at * 1000 < endedAt - startedAt; at += 90 + below(random, 150)) {
    const speaker = speakers[below(random, Math.max(1, speakers.length))] ?? ''
    lines.push({ at, speaker, words: pick(random, SENTENCES) })
  }
  return lines
}

function subtitles(lines: readonly Line[]): string {
  const cues = lines.map(
    ({ at, speaker, words }, index) =>
      `${index + 1}\r\n${clock(at)}.000 --> ${clock(at + 4)}.500\r\n${speaker}: ${words}\r\n`,
  )
  return `WEBVTT\r\n\r\n${cues.join('\r\n')}`
}

function chatLine({ at, speaker, words }: Line): string {
  return `${clock(at)}\t ${speaker}:\t${words}\r\n`
}

function timeline(lines: readonly Line[]): string {
  const entries = lines.map(({ at, speaker }) => ({
    ts: `${clock(at)}.000`,
    users: [{ username: speaker, multiple_people: false }],
  }))
  return JSON.stringify({ timeline: entries })
}

function clock(seconds: number): string {
  const part = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  return `${part(seconds / 3600)}:${part((seconds / 60) % 60)}:${part(seconds % 60)}`
}
