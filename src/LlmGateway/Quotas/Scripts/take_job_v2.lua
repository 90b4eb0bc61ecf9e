#!lua flags=allow-oom
-- Takes a job that is due, so that one worker looks at it, and puts its next look off. What a reservation holds stands at the head of the reserve script.
--
-- KEYS  1 jobs  2 reservation    ARGV  1 reservation id  2 first pause in ms  3 longest pause in ms
-- Returns  GONE | OK binding

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or tonumber(score) > now then return {'GONE'} end
local stored = redis.call('GET', KEYS[2])
local whole = stored and {cmsgpack.unpack(stored)} or {}
if whole[1] ~= 'R' or whole[18] == '' then
  redis.call('ZREM', KEYS[1], ARGV[1])
  return {'GONE'}
end
whole[19] = whole[19] + 1
local pause = math.min(tonumber(ARGV[3]), ARGV[2] * 2 ^ math.min(whole[19], 20))
redis.call('SET', KEYS[2], cmsgpack.pack(unpack(whole)))
redis.call('ZADD', KEYS[1], now + pause, ARGV[1])
return {'OK', whole[18]}
