-- One atomic admission over every account of a call: reads all, checks all, then writes all or nothing (but for limits, which are learnt, and days that have fallen out). The rule is Grant.cs.
--
-- KEYS  1 generation   2 reservation   3 tombstone   4 leases
--       then one hash for each account, in the order key, user, team, organization, upstream key
--       then one rate hash for each account whose rates are limited, in the same order
-- ARGV  1 numbers, little-endian doubles: accounts (n), lease in ms, want, least (output tokens), expected tokens, latest start and earliest end of a window (ms),
--         seven fixed amounts, seven amounts for each output token
--         then for each account: version of the limits, day (-1 unless rolling), limits (1 strict or 0 shadow, seven limits, requests/min, tokens/min, parallel; infinite is unlimited),
--         oldest day, account expiry (ms)
--       2 account list (text, compared by settle)  3 context (JSON)  4 instance
-- Returns  UNSEEDED | LEARNING ms | RESOLVED | AGAIN admitted granted held | WINDOW now | SEED account (a window that must be filled first)
--          RATED account rate limit used requested ms now
--          REFUSED 0 0 | OK now granted, either then counters of each account before this call, then for each account whose limits were newer here: account, limits
--
-- An account's hash has   c  counters: version of the limits (-2 none yet, -1 filled from the ledger), first day (-1 none), seven posted, seven held; doubles, as are all below
--                         l  the newest limits that any gateway brought (the fence)
--                         d<day>  seven amounts posted on a day, in a rolling window
-- A reservation is what cmsgpack makes of: state (R pending, E expired), admitted, granted, seven held, expected tokens, minute, numbers of the rate hashes that count it, and of those
-- that it has a slot in, account list, context, instance, job ('' none), looks at it, seven posted by its expiry ('' none)
--
-- The first write is one that a full Redis refuses (HSET): a script that has written goes on, so it must not begin with one that is always allowed.
-- Amounts are integers below 2^53, which a double holds exactly. What every call does is written without tables and patterns, which take several times as long.

local call, pack, read = redis.call, struct.pack, struct.unpack
local numbers = ARGV[1]
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = call('MGET', KEYS[1], KEYS[2], KEYS[3])
if not known[1] then return {'UNSEEDED'} end
local opens = tonumber(string.match(known[1], ':(%d+)$'))
if now < opens then return {'LEARNING', opens - now} end
if known[3] then return {'RESOLVED'} end
if known[2] then
  local state, admitted, granted, h1, h2, h3, h4, h5, h6, h7 = cmsgpack.unpack(known[2])
  if state == 'R' then return {'AGAIN', admitted, granted, pack('<ddddddd', h1, h2, h3, h4, h5, h6, h7)} end
  return {'RESOLVED'}
end

local n, lease, want, least, expected, start, stop, f1, f2, f3, f4, f5, f6, f7, e1, e2, e3, e4, e5, e6, e7 = read('<ddddddddddddddddddddd', numbers)
-- A window that is not the present one ends the call: the store's clock decides.
if now < start or now >= stop then return {'WINDOW', now} end

local counted = '<dddddddddddddddd'

-- What an account seldom needs before it can be compared: the newest limits, and no day that has fallen out of a rolling window (at most 31, or all of them at once).
-- Returns its counters; nothing if the window must be filled first.
local function prepare(key, counters, version, day, limits, oldest, expiry)
  local values, changed = {read(counted, counters)}, false
  local newest, first = values[1], values[2]
  -- A rolling window that this store has never counted in starts from the ledger's days, not from nothing; and so does a month whose subject counted in a rolling window
  -- so far (its name is made here and not given as a key, because it is asked for once in a month only).
  if newest == -2 and (day >= 0 or call('EXISTS', (string.gsub(key, '[^:]+$', 'r30'))) == 1) then return nil end
  local gone = {}
  if day >= 0 and first >= 0 and first < oldest then
    local from = math.min(oldest, first + 62)
    for past = first, from - 1 do
      local amounts = call('HGET', key, 'd' .. past)
      if amounts then
        local amount = {read('<ddddddd', amounts)}
        for i = 1, 7 do values[2 + i] = values[2 + i] - amount[i] end
        gone[#gone + 1] = 'd' .. past
      end
    end
    while from < day and call('HEXISTS', key, 'd' .. from) == 0 do from = from + 1 end
    values[2], changed = from, true
  end
  -- Learnt from every call, a refused one too: it may be the only one that brings a lowered limit.
  if newest < version then
    values[1], changed = version, true
    call('HSET', key, 'l', limits)
  end
  if changed then
    counters = pack(counted, unpack(values, 1, 16))
    call('HSET', key, 'c', counters)
    if #gone > 0 then call('HDEL', key, unpack(gone)) end
  end
  if newest == -2 then call('PEXPIREAT', key, string.format('%d', expiry)) end
  return counters
end

-- Read. Of each meter only the smallest room on any strict account matters.
local huge = math.huge
local r1, r2, r3, r4, r5, r6, r7 = huge, huge, huge, huge, huge, huge, huge
local accounts, enforced, newer, expiries = {}, {}, {}, {}
for a = 1, n do
  local at, key = 49 + 120 * a, KEYS[4 + a]
  local version, day, strict, l1, l2, l3, l4, l5, l6, l7 = read('<dddddddddd', numbers, at)
  local counters = call('HGET', key, 'c') or pack(counted, -2, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  local newest, first, p1, p2, p3, p4, p5, p6, p7, h1, h2, h3, h4, h5, h6, h7 = read(counted, counters)
  if newest ~= version or day >= 0 then
    local oldest, expiry = read('<dd', numbers, at + 104)
    counters = prepare(key, counters, version, day, string.sub(numbers, at + 16, at + 103), oldest, expiry)
    if not counters then return {'SEED', a} end
    if day >= 0 then expiries[a] = expiry end
    newest, first, p1, p2, p3, p4, p5, p6, p7, h1, h2, h3, h4, h5, h6, h7 = read(counted, counters)
    if newest > version then
      -- The fence: an older gateway decides by the newest limits that any gateway brought.
      local limits = call('HGET', key, 'l')
      strict, l1, l2, l3, l4, l5, l6, l7 = read('<dddddddd', limits)
      newer[#newer + 1] = a
      newer[#newer + 1] = limits
    end
  end
  accounts[a], enforced[a] = counters, strict
  if strict == 1 then
    l1, l2, l3, l4, l5, l6, l7 = l1 - p1 - h1, l2 - p2 - h2, l3 - p3 - h3, l4 - p4 - h4, l5 - p5 - h5, l6 - p6 - h6, l7 - p7 - h7
    if l1 < r1 then r1 = l1 end
    if l2 < r2 then r2 = l2 end
    if l3 < r3 then r3 = l3 end
    if l4 < r4 then r4 = l4 end
    if l5 < r5 then r5 = l5 end
    if l6 < r6 then r6 = l6 end
    if l7 < r7 then r7 = l7 end
  end
end

local function answer(word, at, granted)
  local values = {word, at, granted, unpack(accounts)}
  for i = 1, #newer do values[#values + 1] = newer[i] end
  return values
end

-- Check. The wanted output, or as much as a quarter of what remains of each strict limit pays for, or else the least.
local granted = want
local function afford(room, each)
  if each == 0 or room == huge then return end
  local share = 4 * each
  local tokens = room <= 0 and 0 or (room - math.fmod(room, share)) / share
  if tokens < granted then granted = tokens end
end
if want > 0 then
  afford(r1 - f1, e1)
  afford(r2 - f2, e2)
  afford(r3 - f3, e3)
  afford(r4 - f4, e4)
  afford(r5 - f5, e5)
  afford(r6 - f6, e6)
  afford(r7 - f7, e7)
end
if granted < least then granted = least end

local function lacks(room, amount) return amount > 0 and amount > room end
if lacks(r1, f1 + least * e1) or lacks(r2, f2 + least * e2) or lacks(r3, f3 + least * e3) or lacks(r4, f4 + least * e4)
  or lacks(r5, f5 + least * e5) or lacks(r6, f6 + least * e6) or lacks(r7, f7 + least * e7) then return answer('REFUSED', 0, 0) end

local minute = math.floor(now / 60000)
local counts, slots = '', ''
if KEYS[5 + n] then
  local rated = 0
  for a = 1, n do
    local requests, tokens, parallel = read('<ddd', numbers, 129 + 120 * a)
    if requests < huge or tokens < huge or parallel < huge then
      rated = rated + 1
      if enforced[a] == 1 then
        local rates = call('HMGET', KEYS[4 + n + rated], 'm', 'n', 't', 'c')
        local current = tonumber(rates[1] or -1) == minute
        local used = current and tonumber(rates[2] or 0) or 0
        if used + 1 > requests then return {'RATED', a, 0, requests, used, 1, (minute + 1) * 60000 - now, now} end
        used = current and tonumber(rates[3] or 0) or 0
        if used + expected > tokens then return {'RATED', a, 1, tokens, used, expected, (minute + 1) * 60000 - now, now} end
        used = tonumber(rates[4] or 0)
        if used + 1 > parallel then return {'RATED', a, 2, parallel, used, 1, 1000, now} end
      end
    end
  end

  rated = 0
  for a = 1, n do
    local requests, tokens, parallel = read('<ddd', numbers, 129 + 120 * a)
    if requests < huge or tokens < huge or parallel < huge then
      rated = rated + 1
      local key = KEYS[4 + n + rated]
      if requests < huge or tokens < huge then
        local rates = call('HMGET', key, 'm', 'n', 't')
        local current = tonumber(rates[1] or -1) == minute
        call('HSET', key, 'm', minute, 'n', (current and tonumber(rates[2] or 0) or 0) + 1, 't', (current and tonumber(rates[3] or 0) or 0) + expected)
        counts = counts .. rated .. ','
      end
      if parallel < huge then
        call('HINCRBY', key, 'c', 1)
        slots = slots .. rated .. ','
      end
      call('PEXPIRE', key, 345600000)
    end
  end
end

-- Write.
f1, f2, f3, f4, f5, f6, f7 = f1 + granted * e1, f2 + granted * e2, f3 + granted * e3, f4 + granted * e4, f5 + granted * e5, f6 + granted * e6, f7 + granted * e7
for a = 1, n do
  local newest, first, p1, p2, p3, p4, p5, p6, p7, h1, h2, h3, h4, h5, h6, h7 = read(counted, accounts[a])
  call('HSET', KEYS[4 + a], 'c', pack(counted, newest, first, p1, p2, p3, p4, p5, p6, p7, h1 + f1, h2 + f2, h3 + f3, h4 + f4, h5 + f5, h6 + f6, h7 + f7))
  if expiries[a] then call('PEXPIREAT', KEYS[4 + a], string.format('%d', expiries[a])) end
end
call('SET', KEYS[2], cmsgpack.pack('R', now, granted, f1, f2, f3, f4, f5, f6, f7, expected, minute, counts, slots, ARGV[2], ARGV[3], ARGV[4], '', 0, ''))
-- The id is what follows `rsv:` where the name of the leases has `exp`.
call('ZADD', KEYS[4], string.format('%d', now + lease), string.sub(KEYS[2], #KEYS[4] + 2))
return answer('OK', now, granted)
