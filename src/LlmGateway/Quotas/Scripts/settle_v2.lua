#!lua flags=allow-oom
-- Resolves a reservation exactly once (settle, void, expire; a settle after an expiry posts the difference) and appends the ledger row to the outbox in the same step.
--
-- KEYS  1 generation  2 reservation  3 tombstone  4 leases  5 jobs  6 outbox  7 sequence
--       then one hash for each account, then for each account its subject's other window (rolling for a month, the month for rolling), then one rate hash for each
--       account whose rates are limited (all in the order of the account list)
-- ARGV  1 accounts (n)  2 kind: S, V or E  3 posted, seven amounts with commas  4 settlement (JSON)  5 account list  6 reservation id
--       7 admitted (ms)  8 granted  9 held  10 context: those of a reservation that this store has lost; 7 is empty if it may not be made up for
--       11 how long a tombstone without a row is kept (ms)  12 how long an expiry is remembered (ms)  13 what was posted before for a lost one (empty: nothing)
-- Returns  UNSEEDED | NOOP | LOST (say it again with 7 to 10) | KEYS list (the accounts are others: the hold was moved) | OK sequence stream-id generation
-- A tombstone with a row has no expiry before the row is in the database: a repetition is recognised however long the database is away.

local call, format = redis.call, string.format
local generation = call('GET', KEYS[1])
if not generation then return {'UNSEEDED'} end
if call('EXISTS', KEYS[3]) == 1 then return {'NOOP'} end

local kind = ARGV[2]
local known = call('HMGET', KEYS[2], 's', 'h', 'k', 't', 'g', 'c', 'e', 'm', 'n', 'b', 'x', 'j')
local state, holds, list, admitted, granted, context = known[1], known[2], known[3], known[4], known[5], known[6]
if state == 'E' and kind ~= 'S' then return {'NOOP'} end
if not state then
  if kind == 'E' then return {'NOOP'} end
  if kind == 'V' then
    redis.call('SET', KEYS[3], 'V', 'PX', ARGV[11])
    return {'OK', 0, '', generation}
  end
  if ARGV[7] == '' then return {'LOST'} end
  holds, list, admitted, granted, context = '0,0,0,0,0,0,0', ARGV[5], ARGV[7], ARGV[8], ARGV[10]
elseif list ~= ARGV[5] then
  return {'KEYS', list}
end

local function amounts(text)
  local values, i = {}, 0
  for value in string.gmatch(text or '0,0,0,0,0,0,0', '[^,]+') do values[i] = tonumber(value); i = i + 1 end
  return values
end

local none = {[0] = 0, 0, 0, 0, 0, 0, 0}
local actual = amounts(ARGV[3])
local release = state == 'R' and amounts(holds) or none
local earlier = none
if state == 'E' then earlier = amounts(known[11]) elseif not state and ARGV[13] ~= '' then earlier = amounts(ARGV[13]) end
local delta, texts, meters, fields = {}, {}, {}, {}
for i = 0, 6 do
  delta[i] = actual[i] - earlier[i]
  texts[i + 1] = delta[i] == 0 and '0' or format('%d', delta[i])
  if delta[i] ~= 0 or release[i] ~= 0 then
    meters[#meters + 1] = i
    fields[#fields + 1] = 'p' .. i
    fields[#fields + 1] = 'h' .. i
  end
end

-- The account list names each account as kind:id|window|day|rated, with commas between.
local n, a, rated = tonumber(ARGV[1]), 0, 0
for window, day, rates in string.gmatch(ARGV[5], '|([^|]*)|(%d+)|(%d)') do
  a = a + 1
  local key = KEYS[7 + a]
  if #meters > 0 then
    local values = call('HMGET', key, unpack(fields))
    local sets = {}
    for at, i in ipairs(meters) do
      if delta[i] ~= 0 then sets[#sets + 1] = fields[2 * at - 1]; sets[#sets + 1] = format('%d', tonumber(values[2 * at - 1] or 0) + delta[i]) end
      if release[i] ~= 0 then sets[#sets + 1] = fields[2 * at]; sets[#sets + 1] = format('%d', tonumber(values[2 * at] or 0) - release[i]) end
    end
    if window == 'r30' then
      local from = tonumber(redis.call('HGET', key, 'f') or day)
      if tonumber(day) < from and #meters > 0 then
        -- The day has fallen out of the window already: it counts in the ledger only.
        local kept = {}
        for at = 1, #sets, 2 do
          if string.sub(sets[at], 1, 1) == 'h' then kept[#kept + 1] = sets[at]; kept[#kept + 1] = sets[at + 1] end
        end
        sets = kept
      else
        for i = 0, 6 do
          if delta[i] ~= 0 then redis.call('HINCRBY', key, 'd' .. day .. ':' .. i, delta[i]) end
        end
        redis.call('HSETNX', key, 'f', day)
      end
    end
    if #sets > 0 then call('HSET', key, unpack(sets)) end

    -- The subject's other window goes on counting where it was ever counted: limits may name it again.
    local other = KEYS[7 + tonumber(ARGV[1]) + a]
    if call('EXISTS', other) == 1 then
      local from = window ~= 'r30' and tonumber(call('HGET', other, 'f') or day)
      for _, i in ipairs(meters) do
        if delta[i] ~= 0 and (not from or tonumber(day) >= from) then
          call('HINCRBY', other, 'p' .. i, texts[i + 1])
          if from then
            call('HINCRBY', other, 'd' .. day .. ':' .. i, texts[i + 1])
            call('HSETNX', other, 'f', day)
          end
        end
      end
    end
  end
end

-- Rates: the minute is corrected by what was really used (in the minute of the admission both ways, later only upwards), the parallel slots are given back.
if state == 'R' then
  local time = redis.call('TIME')
  local minute = math.floor((time[1] * 1000 + math.floor(time[2] / 1000)) / 60000)
  local difference = actual[0] - tonumber(known[7])
  for at in string.gmatch(known[9], '[^,]+') do
    local key = KEYS[7 + 2 * n + at]
    if key and difference ~= 0 and (tonumber(known[8]) == minute or difference > 0) then
      local rates = redis.call('HMGET', key, 'm', 't')
      local used = tonumber(rates[1] or -1) == minute and tonumber(rates[2] or 0) or 0
      if tonumber(rates[1] or -1) == minute then redis.call('HSET', key, 't', math.max(0, used + difference))
      elseif difference > 0 then redis.call('HSET', key, 'm', minute, 'n', 0, 't', difference) end
    end
  end
  for at in string.gmatch(known[10], '[^,]+') do
    if KEYS[7 + 2 * n + at] then redis.call('HINCRBY', KEYS[7 + 2 * n + at], 'c', -1) end
  end
end

call('ZREM', KEYS[4], ARGV[6])
local job = ''
if known[12] then
  job = known[12]
  redis.call('ZREM', KEYS[5], ARGV[6])
end
if kind == 'E' then
  redis.call('HSET', KEYS[2], 's', 'E', 'x', ARGV[3])
  redis.call('PEXPIRE', KEYS[2], ARGV[12])
else
  call('DEL', KEYS[2])
  call('SET', KEYS[3], kind)
end

local sequence = call('INCR', KEYS[7])
local entry = call('XADD', KEYS[6], '*', 'q', format('%d', sequence), 'n', generation, 'y', 'row', 'i', ARGV[6], 't', admitted, 'g', granted, 'h', holds, 'k', ARGV[5], 'c', context,
  's', ARGV[4], 'd', table.concat(texts, ','), 'j', job)
return {'OK', sequence, entry, generation}
