/** The longest that anything is put off before it is sent once more, milliseconds. */
export const longestPause = 3_600_000

/** Whether something is put off at this time. A time further ahead than anything is put off was set by a clock that has been put right since: it counts for nothing. */
export const isPutOff = (retryAt: number, now: number): boolean => retryAt > now && retryAt - now <= longestPause
