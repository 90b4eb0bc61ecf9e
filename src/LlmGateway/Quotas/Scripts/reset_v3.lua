#!lua flags=allow-oom
-- Brings posted counters of one account to zero by adjustments, which go to the outbox in the same step. What hashes hold stands at the head of the reserve script.
--
-- KEYS  1 generation  2 account  3 outbox  4 sequence  5 the subject's other window (rolling for a month, the present month for rolling)
-- ARGV  1 account's subject  2 window  3 day of today  4 oldest day of a rolling window (empty: a month)  5 actor  6 reason  7 prefix of the adjustments' ids
--       8 first day of the present month  then meters
-- Returns  UNSEEDED | SEED (the window must be filled first) | OK now then meter day delta for each adjustment, whose ids are prefix-1, prefix-2, ...

local generation = redis.call('GET', KEYS[1])
if not generation then return {'UNSEEDED'} end
local counted = '<dddddddddddddddd'
local none = struct.pack(counted, -2, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local answer, count = {'OK', now}, 0
local rolling = ARGV[4] ~= ''
local counters, beside = {struct.unpack(counted, redis.call('HGET', KEYS[2], 'c') or none)}, redis.call('HGET', KEYS[5], 'c')
if beside then beside = {struct.unpack(counted, beside)} end

-- What was never counted here, while the other window was, cannot be brought to zero; a rolling window starts from the ledger's days anyway.
if (beside or rolling) and counters[1] == -2 then return {'SEED'} end

local function amounts(key, day) return {struct.unpack('<ddddddd', redis.call('HGET', key, 'd' .. day) or struct.pack('<ddddddd', 0, 0, 0, 0, 0, 0, 0))} end

-- In a rolling window a day counts by itself as well.
local function take(key, values, days, meter, day, amount)
  values[3 + meter] = values[3 + meter] - amount
  if not days then return end
  local today = amounts(key, day)
  today[1 + meter] = today[1 + meter] - amount
  if today[1] == 0 and today[2] == 0 and today[3] == 0 and today[4] == 0 and today[5] == 0 and today[6] == 0 and today[7] == 0 then redis.call('HDEL', key, 'd' .. day)
  else redis.call('HSET', key, 'd' .. day, struct.pack('<ddddddd', unpack(today, 1, 7))) end
  if values[2] < 0 then values[2] = day end
end

local function adjust(meter, day, amount)
  count = count + 1
  take(KEYS[2], counters, rolling, meter, day, amount)
  if beside and (not rolling or day >= tonumber(ARGV[8])) then take(KEYS[5], beside, not rolling, meter, day, amount) end
  local sequence = redis.call('INCR', KEYS[4])
  redis.call('XADD', KEYS[3], '*', 'q', sequence, 'n', generation, 'y', 'adjusted', 'i', ARGV[7] .. '-' .. count, 'u', ARGV[1], 'm', meter, 'w', ARGV[2],
    'd', day, 'a', string.format('%.0f', -amount), 'o', ARGV[5], 'r', ARGV[6], 't', now)
  for _, value in ipairs({meter, day, -amount}) do answer[#answer + 1] = value end
end

for at = 9, #ARGV do
  local meter = tonumber(ARGV[at])
  if rolling then
    for day = tonumber(ARGV[4]), tonumber(ARGV[3]) do
      local posted = amounts(KEYS[2], day)[1 + meter]
      if posted ~= 0 then adjust(meter, day, posted) end
    end
  elseif counters[3 + meter] ~= 0 then
    adjust(meter, tonumber(ARGV[3]), counters[3 + meter])
  end
end
if count > 0 then
  redis.call('HSET', KEYS[2], 'c', struct.pack(counted, unpack(counters, 1, 16)))
  if beside then redis.call('HSET', KEYS[5], 'c', struct.pack(counted, unpack(beside, 1, 16))) end
end
return answer
