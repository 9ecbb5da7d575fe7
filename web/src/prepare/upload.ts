import { ApiFault, faultOf } from '../api/problem'

/**
 * Sends a file as it is. It is XMLHttpRequest, as fetch tells nothing of how much has gone; `onShare` is told from 0 to 1.
 * `done` is refused with an ApiFault, or with 'stopped' by whoever stopped it.
 */
export function sendFile(url: string, file: File, onShare: (share: number) => void): { readonly done: Promise<void>; readonly stop: () => void } {
  const request = new XMLHttpRequest()
  const done = new Promise<void>((take, refuse) => {
    request.open('POST', url)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('X-File-Name', encodeURIComponent(file.name))
    request.responseType = 'json'
    request.upload.addEventListener('progress', (e) => onShare(e.lengthComputable && e.total > 0 ? e.loaded / e.total : 0))
    request.addEventListener('load', () => {
      if (request.status === 201) take()
      else refuse(faultOf(request.status, request.response, request.getResponseHeader('retry-after')))
    })
    request.addEventListener('error', () => refuse(new ApiFault({ code: 'unreachable' })))
    request.addEventListener('abort', () => refuse('stopped'))
    request.send(file)
  })
  return { done, stop: () => request.abort() }
}
