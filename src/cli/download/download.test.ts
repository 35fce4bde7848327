import { describe, expect, it } from 'vitest'
import { zoom } from '../../apps/zoom/app.ts'
import { pieceOf } from './range.ts'
import { readyFiles } from './recording-download.ts'
import { fileNameIn, targetOf } from './target.ts'

describe('the name of a file', () => {
  const url = 'https://us02web.zoom.us/rec/download/abc'
  it.each([
    ['attachment; filename="Weekly Planning.mp4"', 'Weekly Planning.mp4'],
    ['attachment; filename=plain.mp4', 'plain.mp4'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename="..\\\\..\\\\x.mp4"', 'x.mp4'],
    ['attachment; filename=".bashrc"', 'bashrc'],
    ['attachment; filename="a\u001b[2Jb"', 'a[2Jb'],
    ['attachment; filename=".."', 'recording'],
    [undefined, 'abc'],
  ])('%s is %s', (disposition, name) => {
    expect(fileNameIn(disposition, url)).toBe(name)
  })

  it('goes into the folder that was named', () => {
    expect(targetOf(undefined, 'a.mp4')).toBe('a.mp4')
    expect(targetOf('out/', 'a.mp4')).toBe('out/a.mp4')
    expect(targetOf('b.mp4', 'a.mp4')).toBe('b.mp4')
  })
})

describe('an answer to a request for the rest', () => {
  const head = (contentRange?: string, status = 206) => ({
    status,
    contentRange,
    contentLength: '70',
  })
  it('goes on where the file ends', () => {
    const piece = pieceOf(head('bytes 30-99/100'), { have: 30, total: 100 })
    expect(piece).toEqual({ kind: 'from', total: 100 })
  })
  it('is the whole file when the other side knows no ranges', () => {
    expect(pieceOf(head(undefined, 200), { have: 30, total: 100 })).toEqual({
      kind: 'whole',
      total: 70,
    })
  })
  it.each(['bytes 0-99/100', 'bytes 30-98/99', 'bytes', undefined])(
    'that says "%s" is of another file',
    (range) => {
      expect(pieceOf(head(range), { have: 30, total: 100 }).kind).toBe('other')
    },
  )
})

describe('the files of a recording', () => {
  const { downloads } = zoom
  if (!downloads) throw new Error('Zoom has recordings.')
  const file = (file_type: string, status?: string) => ({
    file_type,
    ...(status && { status }),
    download_url: `https://zoom.us/rec/${file_type}`,
  })
  const answer = {
    recording_files: [file('MP4', 'completed'), file('M4A', 'processing'), file('CC')],
  }
  const of = (type?: string) => readyFiles(answer, { downloads, type })

  it('are those that are ready, and those that do not say', () => {
    expect(of()).toEqual(['https://zoom.us/rec/MP4', 'https://zoom.us/rec/CC'])
    expect(of('mp4')).toEqual(['https://zoom.us/rec/MP4'])
  })

  it('that are missing are told apart from those that are not ready yet', () => {
    expect(() => of('M4A')).toThrow('still being processed')
    expect(() => of('CHAT')).toThrow('no file of the type CHAT')
    expect(() => readyFiles({}, { downloads, type: undefined })).toThrow('has no files')
  })
})
