/** The text as sent and after each further round of percent-decoding. Three rounds: nobody routes on more. */
export function decodings(text: string): string[] {
  const forms = [text]
  for (let round = 0; round < 3; round++) {
    const last = forms[round] ?? ''
    const next = last.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(parseInt(hex, 16)),
    )
    if (next === last) break
    forms.push(next)
  }
  return forms
}
