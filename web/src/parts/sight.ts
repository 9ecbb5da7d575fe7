import { useEffect, useState } from 'preact/hooks'

/** How many rows above and below those in sight are drawn, so that a turn of the wheel shows no gap. */
const spare = 12

/** The half-open range of rows that are drawn: those in sight of the box that scrolls and some beside them; all where rowHeight (pixels) is undefined. */
export function useSight(box: { current: HTMLDivElement | null }, count: number, rowHeight: number | undefined): [number, number] {
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(900)
  useEffect(() => {
    const element = box.current
    if (element === null || rowHeight === undefined) return
    const look = (): void => {
      setTop(Math.floor(element.scrollTop / rowHeight))
      setHeight(element.clientHeight)
    }
    look()
    element.addEventListener('scroll', look, { passive: true })
    const watch = new ResizeObserver(look)
    watch.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      watch.disconnect()
    }
  }, [box.current, rowHeight, count === 0])
  if (rowHeight === undefined) return [0, count]
  const from = Math.max(0, Math.min(top, count) - spare)
  return [from, Math.min(count, from + Math.ceil(height / rowHeight) + 2 * spare)]
}
