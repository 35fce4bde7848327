/** The text as sent and after each further round of percent-decoding. Three rounds: nobody routes on more. */
export function decodings(text: string): string[] {
  const forms = [text]
  let last = text
  while (last.includes('%') && forms.length <= 3) {
    const next = last.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(parseInt(hex, 16)),
    )
    if (next === last) break
    forms.push(next)
    last = next
  }
  return forms
}
