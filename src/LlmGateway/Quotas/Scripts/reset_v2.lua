#!lua flags=allow-oom
-- Brings posted counters of one account to zero by adjustments, which go to the outbox in the same step.
--
-- KEYS  1 generation  2 account  3 outbox  4 sequence  5 the subject's other window (rolling for a month, the present month for rolling)
-- ARGV  1 account's subject  2 window  3 day of today  4 oldest day of a rolling window (empty: a month)  5 actor  6 reason  7 prefix of the adjustments' ids
--       8 first day of the present month  then meters
-- Returns  UNSEEDED | SEED (the window must be filled first) | OK now then meter day delta for each adjustment, whose ids are prefix-1, prefix-2, ...

local generation = redis.call('GET', KEYS[1])
if not generation then return {'UNSEEDED'} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local answer, count = {'OK', now}, 0
local beside = redis.call('EXISTS', KEYS[5]) == 1

-- What was never counted here, while the other window was, cannot be brought to zero; a rolling window starts from the ledger's days anyway.
if (beside or ARGV[4] ~= '') and redis.call('HEXISTS', KEYS[2], 'v') == 0 then return {'SEED'} end

local function adjust(meter, day, amount)
  count = count + 1
  redis.call('HINCRBY', KEYS[2], 'p' .. meter, -amount)
  if beside and ARGV[4] == '' then
    redis.call('HINCRBY', KEYS[5], 'p' .. meter, -amount)
    redis.call('HINCRBY', KEYS[5], 'd' .. day .. ':' .. meter, -amount)
    redis.call('HSETNX', KEYS[5], 'f', day)
  elseif beside and tonumber(day) >= tonumber(ARGV[8]) then
    redis.call('HINCRBY', KEYS[5], 'p' .. meter, -amount)
  end
  local sequence = redis.call('INCR', KEYS[4])
  redis.call('XADD', KEYS[3], '*', 'q', sequence, 'n', generation, 'y', 'adjusted', 'i', ARGV[7] .. '-' .. count, 'u', ARGV[1], 'm', meter, 'w', ARGV[2],
    'd', day, 'a', string.format('%.0f', -amount), 'o', ARGV[5], 'r', ARGV[6], 't', now)
  for _, value in ipairs({tonumber(meter), tonumber(day), -amount}) do answer[#answer + 1] = value end
end

for at = 9, #ARGV do
  local meter = ARGV[at]
  if ARGV[4] == '' then
    local posted = tonumber(redis.call('HGET', KEYS[2], 'p' .. meter) or 0)
    if posted ~= 0 then adjust(meter, ARGV[3], posted) end
  else
    for day = tonumber(ARGV[4]), tonumber(ARGV[3]) do
      local field = 'd' .. day .. ':' .. meter
      local posted = tonumber(redis.call('HGET', KEYS[2], field) or 0)
      if posted ~= 0 then
        adjust(meter, day, posted)
        redis.call('HDEL', KEYS[2], field)
      end
    end
  end
end
return answer
