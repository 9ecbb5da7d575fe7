import { short } from '../api/ids'
import { isKey, say, sayCode } from '../words/words'

/** What a row of the audit is about, in words: "person/0198…" is "Person …" and the end of the id. What a newer server calls something stays as it is. */
export function subjectWords(subject: string, name = ''): string {
  const [kind = '', ...rest] = subject.split('/')
  const key = `subject.${kind}`
  if (!isKey(key)) return subject === '' ? '–' : [kind, ...rest.map(short)].join(' ')
  if (name !== '') return `${say(key)} ${name}`
  return [say(key), ...rest.map((part) => sayCode('subjectPart', short(part)))].join(' ')
}
