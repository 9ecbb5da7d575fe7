// @vitest-environment node
import { describe, expect, it, vi } from 'vitest'
import { ada, ben, hour, refusal, withAda, withBoth } from './trial'
import { freeTries, mostSecondTries, mostTries, PinRefused } from './vault'

vi.setConfig({ testTimeout: 60_000 })

describe('who does not know the PIN', () => {
  it('waits longer and longer after wrong PINs, and after ten needs the server', async () => {
    const trial = await withAda()
    let vault = trial.restart()
    for (let n = 1; n < mostTries; n++) {
      const wrong = await refusal(vault.unlock(ada, '000001'))
      expect(wrong).toMatchObject({ code: 'wrong', left: mostTries - n })
      const wait = (wrong as PinRefused).waitUntil
      expect(wait > trial.now).toBe(n >= freeTries)
      if (wait > trial.now) {
        vault = trial.restart() // a restart wins nothing
        expect(await refusal(vault.unlock(ada, '271828'))).toMatchObject({ code: 'wait', waitUntil: wait })
        trial.now = wait
      }
    }
    expect(await refusal(vault.unlock(ada, '000001'))).toMatchObject({ code: 'too_many' })
    expect(await refusal(trial.restart().unlock(ada, '271828'))).toMatchObject({ code: 'too_many' })
    expect(await trial.restart().lease()).toEqual({ until: 0, code: 'too_many', again: 0 })
  })

  it('counts an attempt before it is made: two tabs at once have two', async () => {
    const trial = await withAda()
    await Promise.all([refusal(trial.restart().unlock(ada, '000001')), refusal(trial.restart().unlock(ada, '000002'))])
    expect(await refusal(trial.restart().unlock(ada, '000003'))).toMatchObject({ left: mostTries - 3 })
    const right = trial.restart()
    await right.unlock(ada, '271828')
    expect(await refusal(trial.restart().unlock(ada, '000003'))).toMatchObject({ left: mostTries - 1 })
  })

  it('has no attempts more when the lease is renewed while it holds, which a network does each minute', async () => {
    const trial = await withAda()
    const left: unknown[] = []
    for (let n = 1; n <= mostTries; n++) {
      left.push(await trial.wrong())
      if (n < mostTries) await trial.heard()
    }
    expect(left).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 'too_many'])
  })

  it('has ten more an hour after the server was heard again, then two hours, a day at most, whatever its own clock is set to', async () => {
    const trial = await withAda()
    const pauses: number[] = []
    for (let round = 1; round <= 7; round++) {
      for (let n = 1; n <= mostTries; n++) expect(await trial.wrong()).toBe(n === mostTries ? 'too_many' : mostTries - n)
      await trial.heard()
      const { code, again } = await trial.restart().lease()
      expect(code).toBe('too_many')
      pauses.push((again - trial.server) / hour)
      trial.now += 1000 * hour // somebody sets the tablet's clock
      trial.server = again - 60_000
      await trial.heard()
      expect(await refusal(trial.restart().unlock(ada, '271828'))).toMatchObject({ code: 'too_many' })
      trial.server = again
      await trial.heard()
      expect((await trial.restart().lease()).code).toBe('')
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 24, 24])
    trial.now += hour
    await trial.restart().unlock(ada, '271828') // and the right PIN begins anew
    for (let n = 1; n <= mostTries; n++) await trial.wrong()
    await trial.heard()
    expect((await trial.restart().lease()).again - trial.server).toBe(hour)
  })

  it('has no attempts more after a lease that was over: a clock that is set forward ends one', async () => {
    const trial = await withAda()
    for (let n = 1; n < mostTries; n++) await trial.wrong()
    trial.now += 100 * hour
    expect(await trial.restart().tick()).toBe(false)
    await trial.heard()
    expect(await trial.wrong()).toBe('too_many')
  })

  it('waits on when the server’s clock was set back meanwhile', async () => {
    const trial = await withAda()
    for (let n = 1; n <= mostTries; n++) await trial.wrong()
    await trial.heard()
    trial.server -= 48 * hour
    await trial.heard()
    expect((await trial.restart().lease()).again).toBe(trial.server + hour)
    trial.server += hour
    await trial.heard()
    expect((await trial.restart().lease()).code).toBe('')
  })
})

describe('a second officer who confirms by a PIN', () => {
  it('has five attempts, over restarts too, and then the search goes on: the tablet stays open and unlocks', async () => {
    const trial = await withBoth()
    const left: unknown[] = []
    for (let n = 1; n <= mostSecondTries; n++) left.push(await trial.wrongSecond(n % 2 === 0 ? trial.restart() : trial.vault, ben))
    expect(left.map((r) => (r instanceof PinRefused ? [r.code, r.left] : r))).toEqual([['wrong', 4], ['wrong', 3], ['wrong', 2], ['wrong', 1], ['spent', 0]])
    for (let n = 0; n < 20; n++) expect(await refusal(trial.restart().prove(ben, '314159'))).toMatchObject({ code: 'spent' })
    expect(trial.vault.unlocked).toBe(true)
    expect((await trial.vault.lease()).code).toBe('')
    trial.now += hour
    await trial.restart().unlock(ada, '271828')
    // Ada's own PIN gives Ben nothing back.
    expect(await refusal(trial.restart().prove(ben, '314159'))).toMatchObject({ code: 'spent' })
    await trial.vault.prove(ada, '271828')
  })

  it('cannot lock the tablet, however many second officers there are: the last attempt of all is the lock’s', async () => {
    const trial = await withBoth()
    const others = ['0198f2a0-0000-7000-8000-0000000000c3', '0198f2a0-0000-7000-8000-0000000000d4']
    for (const other of others) await trial.vault.admit(other, 'Other', '161803')
    let made = 0
    for (const officer of [ben, ...others]) {
      for (let n = 0; n < mostTries; n++) if ((await trial.wrongSecond(trial.vault, officer) as PinRefused).code === 'wrong') made++
    }
    expect(made).toBeLessThan(mostTries)
    expect([trial.vault.unlocked, (await trial.vault.lease()).code]).toEqual([true, ''])
    trial.now += 24 * hour
    await trial.restart().unlock(ada, '271828')
  })

  it.each([0, 3, 5])('gives a finder no attempt beyond ten: %i wrong ones at the closing, the rest at the lock', async (proved) => {
    const trial = await withBoth()
    for (let n = 0; n < proved; n++) await trial.wrongSecond(trial.vault, ben)
    let made = proved
    for (let n = 0; n < 3 * mostTries; n++) {
      const said = await trial.wrongUnlock()
      if (said instanceof PinRefused) made++
      else {
        expect(said.code).toBe('too_many')
        made++
        break
      }
    }
    expect(made).toBe(mostTries)
    expect(await refusal(trial.restart().unlock(ada, '271828'))).toMatchObject({ code: 'too_many' })
    expect(await refusal(trial.restart().prove(ben, '314159'))).toMatchObject({ code: 'too_many' })
  })

  it('has attempts again an hour after the server was heard, and after the right PIN', async () => {
    const trial = await withBoth()
    await trial.wrongSecond(trial.vault, ben)
    trial.server += 24 * hour
    await trial.heard() // gives back none of what is not used up
    for (let n = 1; n < mostSecondTries; n++) await trial.wrongSecond(trial.vault, ben)
    for (const minutes of [0, 30, 29]) {
      trial.server += minutes * 60_000
      await trial.heard()
      expect(await refusal(trial.vault.prove(ben, '314159'))).toMatchObject({ code: 'spent' })
    }
    trial.server += 60_000
    await trial.heard()
    expect(await trial.wrongSecond(trial.vault, ben)).toMatchObject({ code: 'wrong', left: mostTries - 1 - mostSecondTries - 1 }) // of all ten none is given back
    for (let n = 0; n < 2; n++) await trial.wrongSecond(trial.vault, ben)
    trial.now += hour
    await trial.vault.prove(ben, '314159')
    expect(await trial.wrongSecond(trial.vault, ben)).toMatchObject({ code: 'wrong', left: mostSecondTries - 1 })
  })
})
