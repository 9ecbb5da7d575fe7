// A false camera for the browser: a room with a lamp that swings, each frame another, so that no two photographs are the same bytes. YUV4MPEG2 of 320 × 240.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [width, height, rate, seconds] = [320, 240, 30, 4]

/** The grey of a point of the room: a wall, a floor, a bed, a window with bars. */
function room(x, y) {
  if (y > 170) return 70 + ((x ^ y) & 4)
  if (x > 30 && x < 160 && y > 130) return y < 145 ? 200 : 110
  if (x > 200 && x < 280 && y > 30 && y < 90) return x % 20 < 4 ? 60 : 225
  return 160 - Math.floor(y / 4)
}

/** Writes the film; gives the browser's flags for it, and what takes it away. */
export function falseCamera() {
  const folder = mkdtempSync(join(tmpdir(), 'cellsweep-camera-'))
  const wall = Buffer.alloc(width * height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) wall[y * width + x] = room(x, y)
  const head = Buffer.from('FRAME\n')
  const colour = Buffer.alloc((width * height) / 2, 128)
  const frames = []
  for (let n = 0; n < rate * seconds; n++) {
    const frame = Buffer.from(wall)
    const [left, top] = [150 + Math.round(60 * Math.sin((n * 2 * Math.PI) / (rate * seconds))), 10 + Math.floor(n / 2)]
    for (let y = 0; y < 12; y++) frame.fill(245, (top + y) * width + left, (top + y) * width + left + 12)
    frames.push(head, frame, colour)
  }
  const path = join(folder, 'room.y4m')
  writeFileSync(path, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F${rate}:1 Ip A1:1 C420jpeg\n`), ...frames]))
  return { flags: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${path}`], gone: () => rmSync(folder, { recursive: true, force: true }) }
}
