// Uploads a file with the real tus-js-client, as a tablet does. Reads one JSON object from standard input:
// {modules, endpoint, uploadUrl, metadata, data (base64), retryDelays}. Prints one line of JSON.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'

const job = JSON.parse(readFileSync(0, 'utf8'))
const { Upload } = createRequire(job.modules)('tus-js-client')
const requests = []
const done = (outcome) => {
  console.log(JSON.stringify({ ...outcome, requests }))
  process.exit(0)
}
const upload = new Upload(Buffer.from(job.data, 'base64'), {
  endpoint: job.endpoint,
  uploadUrl: job.uploadUrl || null,
  metadata: job.metadata,
  retryDelays: job.retryDelays,
  onAfterResponse: (req, res) => requests.push(`${req.getMethod()} ${res.getStatus()}`),
  onError: (error) => done({ ok: false, error: String(error).slice(0, 300), url: upload.url }),
  onSuccess: () => done({ ok: true, url: upload.url }),
})
upload.start()
