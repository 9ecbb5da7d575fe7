/** Browsers by what they put into their name of themselves; each calls itself those below it, too. */
const browsers: readonly (readonly [sign: RegExp, name: string])[] = [
  [/Edg\/(\d+)/, 'Edge'],
  [/Firefox\/(\d+)/, 'Firefox'],
  [/(?:HeadlessChrome|Chrome)\/(\d+)/, 'Chrome'],
  [/Version\/(\d+)[\d.]* .*Safari/, 'Safari'],
]

const systems: readonly (readonly [sign: RegExp, name: string])[] = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]

/** A browser's long name of itself as a person would say it, "Firefox 140, Windows"; what is not known is told as it came. */
export function browserName(agent: string): string {
  const browser = browsers.map(([sign, name]) => [sign.exec(agent)?.[1], name] as const).find(([version]) => version !== undefined)
  if (browser === undefined) return agent
  const system = systems.find(([sign]) => sign.test(agent))?.[1]
  return `${browser[1]} ${browser[0]}${system === undefined ? '' : `, ${system}`}`
}
