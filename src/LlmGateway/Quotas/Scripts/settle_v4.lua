#!lua flags=allow-oom
-- Resolves reservations of one or more calls, each exactly once (settle, void, expire; a settle after an expiry posts the difference), and appends their ledger rows to the outbox in the same step.
-- Accounts that several of them share are read and written once. What hashes and reservations hold stands at the head of the reserve script.
--
-- KEYS  1 generation  2 leases  3 jobs  4 outbox  5 sequence
--       then one hash for each account of any of them, no two alike; then for each of these its subject's other window (rolling for a month, the month for rolling); then one rate hash for
--       each whose rates are limited, in the same order; then for each call its reservation and its tombstone
-- ARGV  1 numbers, little-endian doubles: how long a tombstone without a row is kept (ms), how long an expiry is remembered (ms), then for each account: 1 if its window is rolling, day,
--         number of its rate hash (0 none)
--       then for each call: numbers: seven posted amounts, of a reservation that this store has lost: admitted (ms; -1: it may not be made up for), granted, seven amounts that were posted
--         before; and one byte for each account, its number, in the order of the account list
--         kind: S, V or E; settlement (JSON); account list; context of a lost one (JSON)
-- Returns  UNSEEDED | OK generation answers, one for each call:
--          NOOP | LOST (say it again with what is known of it) | KEYS list (the accounts are others: the hold was moved) | OK sequence stream-id
-- A row in the outbox: q sequence, n generation, y row, i reservation, m numbers (admitted, granted, seven held, seven to be posted), k account list, c context, s settlement, j job.
-- A tombstone with a row has no expiry before the row is in the database: a repetition is recognised however long the database is away.

local call, pack, read, byte = redis.call, struct.pack, struct.unpack, string.byte
local numbers = ARGV[1]
local total, calls = (#numbers - 16) / 24, (#ARGV - 1) / 5
local own = #KEYS - 2 * calls
local stored = call('MGET', KEYS[1], unpack(KEYS, own + 1))
local generation = stored[1]
if not generation then return {'UNSEEDED'} end

local voids, expiries = read('<dd', numbers)
local counted = '<dddddddddddddddd'
-- Of each account, by its number: what is posted (seven) and released (seven), first in the table of its first call, then in one of its own; and if anything is posted at all.
local sums, apart, posted, posting = {}, {}, {}, false
local answers, rows, rates, over, ended = {}, {}, nil, {}, nil
local remembered, shortly, jobs = {}, {}, {}

-- Compute. Nothing is written before all is read: what cannot be read ends the script, and nothing has happened.
for i = 1, calls do
  local key, tombstone, held = KEYS[own + 2 * i - 1], KEYS[own + 2 * i], stored[2 * i]
  local mine, kind, list = ARGV[5 * i - 3], ARGV[5 * i - 2], ARGV[5 * i]
  local x1, x2, x3, x4, x5, x6, x7, known, output, b1, b2, b3, b4, b5, b6, b7 = read(counted, mine)
  local state, admitted, granted, h1, h2, h3, h4, h5, h6, h7, expected, minute, counts, slots, accounts, context, instance, job, looks, before
  local answer = nil
  if stored[2 * i + 1] then answer = {'NOOP'}
  elseif held then
    state, admitted, granted, h1, h2, h3, h4, h5, h6, h7, expected, minute, counts, slots, accounts, context, instance, job, looks, before = cmsgpack.unpack(held)
    if state == 'E' and kind ~= 'S' then answer = {'NOOP'}
    elseif accounts ~= list then answer = {'KEYS', accounts}
    elseif before ~= '' then b1, b2, b3, b4, b5, b6, b7 = read('<ddddddd', before)
    else b1, b2, b3, b4, b5, b6, b7 = 0, 0, 0, 0, 0, 0, 0 end
  elseif kind == 'E' then answer = {'NOOP'}
  elseif kind == 'V' then
    shortly[#shortly + 1] = tombstone
    answer = {'OK', 0, ''}
  elseif known < 0 then answer = {'LOST'}
  else
    admitted, granted, context, job = known, output, ARGV[5 * i + 1], ''
    h1, h2, h3, h4, h5, h6, h7 = 0, 0, 0, 0, 0, 0, 0
  end

  if answer then answers[i] = answer
  else
    -- What is posted now, and what a pending hold releases.
    local d1, d2, d3, d4, d5, d6, d7 = x1 - b1, x2 - b2, x3 - b3, x4 - b4, x5 - b5, x6 - b6, x7 - b7
    local g1, g2, g3, g4, g5, g6, g7 = h1, h2, h3, h4, h5, h6, h7
    if state ~= 'R' then g1, g2, g3, g4, g5, g6, g7 = 0, 0, 0, 0, 0, 0, 0 end
    local posts = d1 ~= 0 or d2 ~= 0 or d3 ~= 0 or d4 ~= 0 or d5 ~= 0 or d6 ~= 0 or d7 ~= 0
    posting = posting or posts
    if posts or g1 ~= 0 or g2 ~= 0 or g3 ~= 0 or g4 ~= 0 or g5 ~= 0 or g6 ~= 0 or g7 ~= 0 then
      local first = {d1, d2, d3, d4, d5, d6, d7, g1, g2, g3, g4, g5, g6, g7}
      for at = 129, #mine do
        local a = byte(mine, at)
        local sum = sums[a]
        if posts then posted[a] = true end
        if not sum then sums[a] = first
        elseif apart[a] then
          sum[1], sum[2], sum[3], sum[4], sum[5], sum[6], sum[7] = sum[1] + d1, sum[2] + d2, sum[3] + d3, sum[4] + d4, sum[5] + d5, sum[6] + d6, sum[7] + d7
          sum[8], sum[9], sum[10], sum[11], sum[12], sum[13], sum[14] = sum[8] + g1, sum[9] + g2, sum[10] + g3, sum[11] + g4, sum[12] + g5, sum[13] + g6, sum[14] + g7
        else
          apart[a] = true
          sums[a] = {sum[1] + d1, sum[2] + d2, sum[3] + d3, sum[4] + d4, sum[5] + d5, sum[6] + d6, sum[7] + d7,
            sum[8] + g1, sum[9] + g2, sum[10] + g3, sum[11] + g4, sum[12] + g5, sum[13] + g6, sum[14] + g7}
        end
      end
    end

    local id = string.sub(key, #KEYS[2] + 2)
    if state == 'R' and (counts ~= '' or slots ~= '') then
      rates = rates or {}
      rates[#rates + 1] = {mine = mine, counts = counts, slots = slots, minute = minute, difference = x1 - expected}
    end
    over[#over + 1] = id
    if job ~= '' then jobs[#jobs + 1] = id end
    if kind == 'E' then
      remembered[#remembered + 1] = key
      remembered[#remembered + 1] = cmsgpack.pack('E', admitted, granted, h1, h2, h3, h4, h5, h6, h7, expected, minute, '', '', accounts, context, instance, job, looks,
        pack('<ddddddd', x1, x2, x3, x4, x5, x6, x7))
    elseif ended then
      ended[#ended + 1] = tombstone
      ended[#ended + 1] = kind
    else ended = {tombstone, kind} end
    answers[i] = false
    rows[#rows + 1] = {i, id, pack(counted, admitted, granted, h1, h2, h3, h4, h5, h6, h7, d1, d2, d3, d4, d5, d6, d7), context, job, state and kind ~= 'E' and key}
  end
end

-- The subject's other window goes on counting where it was ever counted: limits may name it again.
local elsewhere = posting and call('EXISTS', unpack(KEYS, 6 + total, 5 + 2 * total)) > 0
local none = pack(counted, -2, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
local unreadable = redis.error_reply('ERR Counters are not readable.')
local windows, days, time = {}, {}, nil
for a = 1, total do
  if sums[a] then
    local rolling, day = read('<dd', numbers, 24 * a - 7)
    local other = total + a
    windows[a] = call('HGET', KEYS[5 + a], 'c') or none
    if elsewhere and posted[a] then windows[other] = call('HGET', KEYS[5 + other], 'c') end
    local daily = rolling == 1 and a or other
    if posted[a] and windows[daily] then
      time = time or call('TIME')
      days[daily] = call('HGET', KEYS[5 + daily], 'd' .. day) or string.rep('\0', 56)
    end
    if #windows[a] ~= #none or (windows[other] and #windows[other] ~= #none) or (days[daily] and #days[daily] ~= 56) then return unreadable end
  end
end

-- Rates, by the number of their hash: the present minute's requests and tokens, calls in parallel; what was not there, or of another minute, is none.
local hashes = {}
if rates then
  time = time or call('TIME')
  for _, rate in ipairs(rates) do
    rate.numbers = {}
    for at = 129, #rate.mine do
      local number = read('<d', numbers, 24 * byte(rate.mine, at) + 9)
      if number > 0 then
        rate.numbers[#rate.numbers + 1] = number
        if not hashes[number] then
          local values = call('HMGET', KEYS[5 + 2 * total + number], 'm', 'n', 't', 'c')
          local hash = {minute = tonumber(values[1] or -1), requests = tonumber(values[2] or 0), tokens = tonumber(values[3] or 0), parallel = tonumber(values[4] or 0)}
          if not (hash.minute and hash.requests and hash.tokens and hash.parallel) then return unreadable end
          hashes[number] = hash
        end
      end
    end
  end
end

-- Write. A day that has fallen out of a rolling window everywhere on earth counts in the ledger only; one that has in the subject's own zone goes with the next reservation.
local gone = time and math.floor(time[1] / 86400) - 31
local function post(w, day, d1, d2, d3, d4, d5, d6, d7, g1, g2, g3, g4, g5, g6, g7)
  local key, today = KEYS[5 + w], days[w]
  local newest, first, p1, p2, p3, p4, p5, p6, p7, h1, h2, h3, h4, h5, h6, h7 = read(counted, windows[w])
  if today and day < gone then d1, d2, d3, d4, d5, d6, d7 = 0, 0, 0, 0, 0, 0, 0
  elseif today then
    if first < 0 or day < first then first = day end
    local t1, t2, t3, t4, t5, t6, t7 = read('<ddddddd', today)
    call('HSET', key, 'd' .. day, pack('<ddddddd', t1 + d1, t2 + d2, t3 + d3, t4 + d4, t5 + d5, t6 + d6, t7 + d7))
  end
  call('HSET', key, 'c', pack(counted, newest, first, p1 + d1, p2 + d2, p3 + d3, p4 + d4, p5 + d5, p6 + d6, p7 + d7,
    h1 - g1, h2 - g2, h3 - g3, h4 - g4, h5 - g5, h6 - g6, h7 - g7))
end

for a = 1, total do
  local sum = sums[a]
  if sum then
    local _, day = read('<dd', numbers, 24 * a - 7)
    local d1, d2, d3, d4, d5, d6, d7, g1, g2, g3, g4, g5, g6, g7 = unpack(sum)
    post(a, day, d1, d2, d3, d4, d5, d6, d7, g1, g2, g3, g4, g5, g6, g7)
    if windows[total + a] then post(total + a, day, d1, d2, d3, d4, d5, d6, d7, 0, 0, 0, 0, 0, 0, 0) end
  end
end

-- Rates: the minute is corrected by what was really used (in the minute of the admission both ways, later only upwards), the parallel slots are given back.
if rates then
  local present = math.floor((time[1] * 1000 + math.floor(time[2] / 1000)) / 60000)
  for _, rate in ipairs(rates) do
    for at in string.gmatch(rate.counts, '[^,]+') do
      local number = rate.numbers[tonumber(at)]
      local hash = number and hashes[number]
      if hash and rate.difference ~= 0 and (rate.minute == present or rate.difference > 0) then
        if hash.minute == present then hash.tokens = math.max(0, hash.tokens + rate.difference)
        elseif rate.difference > 0 then hash.minute, hash.requests, hash.tokens = present, 0, rate.difference end
        hash.counted = true
      end
    end
    for at in string.gmatch(rate.slots, '[^,]+') do
      local number = rate.numbers[tonumber(at)]
      if number then call('HINCRBY', KEYS[5 + 2 * total + number], 'c', -1) end
    end
  end
  for number, hash in pairs(hashes) do
    if hash.counted then call('HSET', KEYS[5 + 2 * total + number], 'm', hash.minute, 'n', hash.requests, 't', hash.tokens) end
  end
end

for _, tombstone in ipairs(shortly) do call('SET', tombstone, 'V', 'PX', string.format('%d', voids)) end
if #rows == 0 then return {'OK', generation, answers} end
call('ZREM', KEYS[2], unpack(over))
if #jobs > 0 then call('ZREM', KEYS[3], unpack(jobs)) end
for i = 1, #remembered, 2 do call('SET', remembered[i], remembered[i + 1], 'PX', string.format('%d', expiries)) end
local resolved = {}
for i = 1, #rows do resolved[#resolved + 1] = rows[i][6] or nil end
if #resolved > 0 then call('DEL', unpack(resolved)) end
if ended then call('MSET', unpack(ended)) end

local sequence = call('INCRBY', KEYS[5], #rows) - #rows
for _, row in ipairs(rows) do
  local i, id, held, context, job = unpack(row)
  sequence = sequence + 1
  local list, settlement, entry = ARGV[5 * i], ARGV[5 * i - 1], nil
  if job == '' then entry = call('XADD', KEYS[4], '*', 'q', sequence, 'n', generation, 'y', 'row', 'i', id, 'm', held, 'k', list, 'c', context, 's', settlement)
  else entry = call('XADD', KEYS[4], '*', 'q', sequence, 'n', generation, 'y', 'row', 'i', id, 'm', held, 'k', list, 'c', context, 's', settlement, 'j', job) end
  answers[i] = {'OK', sequence, entry}
end
return {'OK', generation, answers}
