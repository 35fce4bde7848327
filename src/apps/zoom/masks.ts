import type { Mask, MaskName } from '../mask.ts'

/**
 * The members are those of Zoom's schemas, by their endings where Zoom has many of a kind. An invitation has the passcode in its
 * text, in the words of the person's language, so the text goes as a whole.
 */
export const masks: Readonly<Record<MaskName, Mask>> = {
  start_urls: { members: /^start_url$/i, parameters: ['zak'], isAddress: false },
  passcodes: {
    members:
      /(^|_)(password|passcode)$|^default_password_for_scheduled_meetings$|^invitation$|^sip_links$/i,
    parameters: ['pwd', 'tk'],
    isAddress: false,
  },
  host_keys: { members: /(^|_)host_key$/i, parameters: [], isAddress: false },
  download_tokens: {
    members: /^(download_access_token|download_token|access_token|token|zak)$/i,
    parameters: ['access_token'],
    isAddress: false,
  },
  emails: { members: /(^|_)emails?(_address)?$/i, parameters: [], isAddress: true },
}
