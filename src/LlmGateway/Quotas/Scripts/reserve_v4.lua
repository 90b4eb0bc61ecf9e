-- Atomic admissions of one or more calls, one after the other, each over every account of its own: reads all, checks all, then writes all or nothing of a call (but for limits, which are learnt,
-- and days that have fallen out). Accounts that several calls share are read and written once. The rule is Grant.cs.
--
-- KEYS  1 generation   2 leases
--       then one hash for each account of any of the calls, no two alike; then one rate hash for each of them whose rates are limited, in the same order
--       then for each call its reservation and its tombstone
-- ARGV  1 instance
--       2 numbers, little-endian doubles, for each account: version of the limits, day (-1 unless rolling), limits (1 strict or 0 shadow, seven limits, requests/min, tokens/min, parallel; infinite
--         is unlimited), oldest day, account expiry (ms), number of its rate hash (0 none)
--       then for each call: numbers: latest start and earliest end of a window (ms), lease in ms, want, least (output tokens), expected tokens, seven fixed amounts, seven amounts for each
--         output token, and one byte for each account, its number, in the order key, user, team, organization, upstream key
--         account list (text, compared by settle), context (JSON)
-- Returns  UNSEEDED | LEARNING ms | OK now counters limits answers
--          counters: of each account before these calls (nil where no call came so far); limits: those that were newer here (account, limits, account, limits ...); answers, one for each call:
--          granted (an integer) | RESOLVED | AGAIN admitted granted held | WINDOW | SEED account (a window that must be filled first) | RATED account rate limit used requested ms | REFUSED
--          An account is here the call's own first, second, ...
--
-- An account's hash has   c  counters: version of the limits (-2 none yet, -1 filled from the ledger), first day (-1 none), seven posted, seven held; doubles, as are all below
--                         l  the newest limits that any gateway brought (the fence)
--                         d<day>  seven amounts posted on a day, in a rolling window
-- A reservation is what cmsgpack makes of: state (R pending, E expired), admitted, granted, seven held, expected tokens, minute, numbers of the rate hashes that count it, and of those
-- that it has a slot in (among those of its own accounts), account list, context, instance, job ('' none), looks at it, seven posted by its expiry ('' none)
--
-- The first write is one that a full Redis refuses (HSET): a script that has written goes on, so it must not begin with one that is always allowed.
-- Amounts are integers below 2^53, which a double holds exactly. What every call does is written without patterns and with few tables, which take several times as long.

local call, pack, read, byte = redis.call, struct.pack, struct.unpack, string.byte
local numbers = ARGV[2]
local total, calls = #numbers / 128, (#ARGV - 2) / 3
local own = #KEYS - 2 * calls
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = call('MGET', KEYS[1], unpack(KEYS, own + 1))
if not known[1] then return {'UNSEEDED'} end
local opens = tonumber(string.match(known[1], ':(%d+)$'))
if now < opens then return {'LEARNING', opens - now} end

local huge, counted = math.huge, '<dddddddddddddddd'
-- Of each account, by its number: counters as they were, the room under its strict limits as it becomes, what was taken of it (first the table of one call, then one of its own), when its hash
-- expires, if it must be filled.
local counters, rooms, taken, apart, expiries, empty, newer = {}, {}, {}, {}, {}, {}, {}
for a = 1, total do counters[a] = false end

-- What an account seldom needs before it can be compared: the newest limits, and no day that has fallen out of a rolling window (at most 31, or all of them at once).
-- Returns its counters; nothing if the window must be filled first.
local function prepare(key, stored, version, day, limits, oldest, expiry)
  local values, changed = {read(counted, stored)}, false
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
    stored = pack(counted, unpack(values, 1, 16))
    call('HSET', key, 'c', stored)
    if #gone > 0 then call('HDEL', key, unpack(gone)) end
  end
  if newest == -2 then call('PEXPIREAT', key, string.format('%d', expiry)) end
  return stored
end

-- Rates, by the number of their hash: the present minute's requests and tokens, calls in parallel.
local minute, rated, rates = math.floor(now / 60000), own > 2 + total, {}
local function open(number)
  local values = call('HMGET', KEYS[2 + total + number], 'm', 'n', 't', 'c')
  local last, requests, tokens, parallel = tonumber(values[1] or -1), tonumber(values[2] or 0), tonumber(values[3] or 0), tonumber(values[4] or 0)
  if not (last and requests and tokens and parallel) then return false end
  if last ~= minute then requests, tokens = 0, 0 end
  rates[number] = {requests = requests, tokens = tokens, parallel = parallel}
  return true
end

-- Of each meter only the smallest room on any strict account matters. A call that is alone finds it while its accounts are read, and no table of rooms is made (2 of 42 µs).
local r1, r2, r3, r4, r5, r6, r7 = huge, huge, huge, huge, huge, huge, huge

-- Read. Whatever stored data could end the script ends it here, before a call is counted.
local answers = {}
for i = 1, calls do
  local held, ended, mine = known[2 * i], known[2 * i + 1], ARGV[3 * i]
  local start, stop = read('<dd', mine)
  if ended then answers[i] = {'RESOLVED'}
  elseif held then
    local state, admitted, granted, h1, h2, h3, h4, h5, h6, h7 = cmsgpack.unpack(held)
    answers[i] = state == 'R' and {'AGAIN', admitted, granted, pack('<ddddddd', h1, h2, h3, h4, h5, h6, h7)} or {'RESOLVED'}
  -- A window that is not the present one ends the call: the store's clock decides.
  elseif now < start or now >= stop then answers[i] = {'WINDOW'}
  else
    answers[i] = false
    for at = 161, #mine do
      local a = byte(mine, at)
      if not counters[a] and not empty[a] then
        local from, key = 128 * a - 127, KEYS[2 + a]
        local version, day, strict, l1, l2, l3, l4, l5, l6, l7 = read('<dddddddddd', numbers, from)
        local stored = call('HGET', key, 'c') or pack(counted, -2, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        local newest, first, p1, p2, p3, p4, p5, p6, p7, h1, h2, h3, h4, h5, h6, h7 = read(counted, stored)
        if newest ~= version or day >= 0 then
          local oldest, expiry = read('<dd', numbers, from + 104)
          stored = prepare(key, stored, version, day, string.sub(numbers, from + 16, from + 103), oldest, expiry)
          if stored then
            if day >= 0 then expiries[a] = expiry end
            newest, first, p1, p2, p3, p4, p5, p6, p7, h1, h2, h3, h4, h5, h6, h7 = read(counted, stored)
            if newest > version then
              -- The fence: an older gateway decides by the newest limits that any gateway brought.
              local limits = call('HGET', key, 'l')
              strict, l1, l2, l3, l4, l5, l6, l7 = read('<dddddddd', limits)
              newer[#newer + 1] = a
              newer[#newer + 1] = limits
            end
          else empty[a] = true end
        end
        if stored then
          counters[a] = stored
          if strict == 1 then
            l1, l2, l3, l4, l5, l6, l7 = l1 - p1 - h1, l2 - p2 - h2, l3 - p3 - h3, l4 - p4 - h4, l5 - p5 - h5, l6 - p6 - h6, l7 - p7 - h7
            if calls > 1 then rooms[a] = {l1, l2, l3, l4, l5, l6, l7}
            else
              rooms[a] = true
              if l1 < r1 then r1 = l1 end
              if l2 < r2 then r2 = l2 end
              if l3 < r3 then r3 = l3 end
              if l4 < r4 then r4 = l4 end
              if l5 < r5 then r5 = l5 end
              if l6 < r6 then r6 = l6 end
              if l7 < r7 then r7 = l7 end
            end
          end
        end
      end
      if empty[a] then
        answers[i] = {'SEED', at - 160}
        break
      end
      if rated then
        local number = read('<d', numbers, 128 * a - 7)
        if number > 0 and not rates[number] and not open(number) then return redis.error_reply('ERR Rates are not readable.') end
      end
    end
  end
end

local function afford(granted, room, each)
  if each == 0 or room == huge then return granted end
  local share = 4 * each
  return math.min(granted, room <= 0 and 0 or (room - math.fmod(room, share)) / share)
end

local function lacks(room, amount) return amount > 0 and amount > room end

-- Nothing and the numbers of the rate hashes that count the call and of those that it has a slot in, or the answer to a call for which there is no room in the minute.
local function rate(mine, expected)
  for at = 161, #mine do
    local a = byte(mine, at)
    local requests, tokens, parallel, _, _, number = read('<dddddd', numbers, 128 * a - 47)
    if number > 0 and rooms[a] then
      local used = rates[number]
      if used.requests + 1 > requests then return {'RATED', at - 160, 0, requests, used.requests, 1, (minute + 1) * 60000 - now} end
      if used.tokens + expected > tokens then return {'RATED', at - 160, 1, tokens, used.tokens, expected, (minute + 1) * 60000 - now} end
      if used.parallel + 1 > parallel then return {'RATED', at - 160, 2, parallel, used.parallel, 1, 1000} end
    end
  end

  local counts, slots, mineRated = '', '', 0
  for at = 161, #mine do
    local requests, tokens, parallel, _, _, number = read('<dddddd', numbers, 128 * byte(mine, at) - 47)
    if number > 0 then
      mineRated = mineRated + 1
      local used = rates[number]
      if requests < huge or tokens < huge then
        used.requests, used.tokens, used.counts = used.requests + 1, used.tokens + expected, true
        counts = counts .. mineRated .. ','
      end
      if parallel < huge then
        used.parallel, used.slots = used.parallel + 1, true
        slots = slots .. mineRated .. ','
      end
    end
  end
  return nil, counts, slots
end

-- Check, call after call.
local made, leases = nil, nil
for i = 1, calls do
  if not answers[i] then
    local mine = ARGV[3 * i]
    local _, _, lease, want, least, expected, f1, f2, f3, f4, f5, f6, f7, e1, e2, e3, e4, e5, e6, e7 = read('<dddddddddddddddddddd', mine)
    if calls > 1 then
      r1, r2, r3, r4, r5, r6, r7 = huge, huge, huge, huge, huge, huge, huge
      for at = 161, #mine do
        local room = rooms[byte(mine, at)]
        if room then
          local l1, l2, l3, l4, l5, l6, l7 = unpack(room)
          if l1 < r1 then r1 = l1 end
          if l2 < r2 then r2 = l2 end
          if l3 < r3 then r3 = l3 end
          if l4 < r4 then r4 = l4 end
          if l5 < r5 then r5 = l5 end
          if l6 < r6 then r6 = l6 end
          if l7 < r7 then r7 = l7 end
        end
      end
    end

    -- The wanted output, or as much as a quarter of what remains of each strict limit pays for, or else the least.
    local granted = want
    if want > 0 then
      granted = afford(granted, r1 - f1, e1)
      granted = afford(granted, r2 - f2, e2)
      granted = afford(granted, r3 - f3, e3)
      granted = afford(granted, r4 - f4, e4)
      granted = afford(granted, r5 - f5, e5)
      granted = afford(granted, r6 - f6, e6)
      granted = afford(granted, r7 - f7, e7)
    end
    if granted < least then granted = least end

    local refused, counts, slots = nil, '', ''
    if lacks(r1, f1 + least * e1) or lacks(r2, f2 + least * e2) or lacks(r3, f3 + least * e3) or lacks(r4, f4 + least * e4)
      or lacks(r5, f5 + least * e5) or lacks(r6, f6 + least * e6) or lacks(r7, f7 + least * e7) then refused = {'REFUSED'}
    elseif rated then refused, counts, slots = rate(mine, expected) end

    if refused then answers[i] = refused
    else
      answers[i] = granted
      f1, f2, f3, f4, f5, f6, f7 = f1 + granted * e1, f2 + granted * e2, f3 + granted * e3, f4 + granted * e4, f5 + granted * e5, f6 + granted * e6, f7 + granted * e7
      local held = {f1, f2, f3, f4, f5, f6, f7}
      for at = 161, #mine do
        local a = byte(mine, at)
        local sum, room = taken[a], rooms[a]
        if not sum then taken[a] = held
        elseif apart[a] then
          sum[1], sum[2], sum[3], sum[4], sum[5], sum[6], sum[7] = sum[1] + f1, sum[2] + f2, sum[3] + f3, sum[4] + f4, sum[5] + f5, sum[6] + f6, sum[7] + f7
        else taken[a], apart[a] = {sum[1] + f1, sum[2] + f2, sum[3] + f3, sum[4] + f4, sum[5] + f5, sum[6] + f6, sum[7] + f7}, true end
        if room and i < calls then
          room[1], room[2], room[3], room[4], room[5], room[6], room[7] = room[1] - f1, room[2] - f2, room[3] - f3, room[4] - f4, room[5] - f5, room[6] - f6, room[7] - f7
        end
      end
      -- The id is what follows `rsv:` where the name of the leases has `exp`.
      local key, lapse = KEYS[own + 2 * i - 1], string.format('%d', now + lease)
      local id = string.sub(key, #KEYS[2] + 2)
      local pending = cmsgpack.pack('R', now, granted, f1, f2, f3, f4, f5, f6, f7, expected, minute, counts, slots, ARGV[3 * i + 1], ARGV[3 * i + 2], ARGV[1], '', 0, '')
      if made then
        local at = #made
        made[at + 1], made[at + 2], leases[at + 1], leases[at + 2] = key, pending, lapse, id
      else made, leases = {key, pending}, {lapse, id} end
    end
  end
end

-- Write.
if made then
  for a = 1, total do
    local sum = taken[a]
    if sum then
      local newest, first, p1, p2, p3, p4, p5, p6, p7, h1, h2, h3, h4, h5, h6, h7 = read(counted, counters[a])
      call('HSET', KEYS[2 + a], 'c', pack(counted, newest, first, p1, p2, p3, p4, p5, p6, p7,
        h1 + sum[1], h2 + sum[2], h3 + sum[3], h4 + sum[4], h5 + sum[5], h6 + sum[6], h7 + sum[7]))
      if expiries[a] then call('PEXPIREAT', KEYS[2 + a], string.format('%d', expiries[a])) end
    end
  end
  for number, used in pairs(rates) do
    local key = KEYS[2 + total + number]
    if used.counts then call('HSET', key, 'm', minute, 'n', used.requests, 't', used.tokens) end
    if used.slots then call('HSET', key, 'c', used.parallel) end
    if used.counts or used.slots then call('PEXPIRE', key, 345600000) end
  end
  call('MSET', unpack(made))
  call('ZADD', KEYS[2], unpack(leases))
end
return {'OK', now, counters, newer, answers}
